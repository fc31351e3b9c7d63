import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Here } from '../../app/session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Badge } from '../../ui/badge.tsx';
import { Crumbs } from '../../ui/crumbs.tsx';
import { NotThereYet } from '../../ui/not-there-yet.tsx';
import { Page } from '../../ui/page.tsx';
import { BrandingSection } from './branding-section.tsx';
import { Domains } from './domains.tsx';
import { Invited } from './invited.tsx';
import { Members } from './members.tsx';
import { OrganizationActions } from './organization-actions.tsx';
import { organizationQuery } from './organizations.ts';
import { RolesWithin } from './roles-within.tsx';

/** One organization: what its members have within, who they are, who is invited, and its mail domains. */
export function Organization() {
  const { key } = useParams({ from: '/organizations/$key' });
  const { data, error, refetch } = useQuery(organizationQuery(key));
  const texts = useTexts().organizations;
  const crumbs = <Crumbs to="/organizations" title={texts.title} />;
  if (!data) {
    return <NotThereYet above={crumbs} error={error} onRetry={() => void refetch()} />;
  }
  const { organization, etag } = data;
  return (
    <Page
      title={organization.name}
      above={crumbs}
      lead={
        <>
          <code>{organization.key}</code>{' '}
          {organization.disabled && <Badge kind="bad">{texts.disabled}</Badge>}
        </>
      }
      actions={<OrganizationActions organization={organization} etag={etag} />}
    >
      <Here value={{ type: 'organization', names: [key] }}>
        <Members organization={key} />
        <RolesWithin organization={key} etag={etag} who={null} roles={organization.roles} />
        <Invited organization={key} />
        <Domains organization={key} />
        <BrandingSection organization={organization} />
      </Here>
    </Page>
  );
}
