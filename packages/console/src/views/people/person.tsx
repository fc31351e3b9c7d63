import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTexts } from '../../texts/texts.ts';
import { Badge } from '../../ui/badge.tsx';
import { Crumbs } from '../../ui/crumbs.tsx';
import { Moment } from '../../ui/moment.tsx';
import { NotThereYet } from '../../ui/not-there-yet.tsx';
import { Page } from '../../ui/page.tsx';
import { ApplicationsSection } from './applications-section.tsx';
import { EffectiveSection } from './effective-section.tsx';
import { GivenSection } from './given-section.tsx';
import { GonePerson, isGone } from './gone-person.tsx';
import { OrganizationsSection } from './organizations-section.tsx';
import { PersonActions } from './person-actions.tsx';
import { SessionsSection } from './sessions-section.tsx';
import { SignInSection } from './sign-in-section.tsx';
import { StatusBadge } from './status-badge.tsx';
import { userQuery } from './users.ts';

/** One person: who they are, what they may do and why, and how they sign in. */
export function Person() {
  const { id } = useParams({ from: '/people/$id' });
  const { data: user, error, refetch } = useQuery(userQuery(id));
  const texts = useTexts().people;
  const crumbs = <Crumbs to="/people" title={texts.back} />;
  if (isGone(error)) return <GonePerson id={id} above={crumbs} />;
  if (!user) {
    return <NotThereYet above={crumbs} error={error} onRetry={() => void refetch()} />;
  }
  return (
    <Page
      title={user.name}
      above={crumbs}
      actions={<PersonActions user={user} />}
      lead={
        <>
          <span>{user.email}</span>
          <span className="badges">
            <StatusBadge user={user} />
            {user.disabled_until && (
              <span className="quiet small">
                {texts.until} <Moment at={user.disabled_until} />
              </span>
            )}
            {!user.email_verified && <Badge kind="warning">{texts.unverified}</Badge>}
            {user.must_change_password && <Badge kind="warning">{texts.mustChange}</Badge>}
            {user.declared && <Badge>{texts.declared}</Badge>}
            <span className="quiet small">
              {texts.since} <Moment at={user.created_at} />
            </span>
          </span>
        </>
      }
    >
      <EffectiveSection user={user} />
      <div className="columns">
        <GivenSection kind="role" user={user} />
        <GivenSection kind="group" user={user} />
      </div>
      <OrganizationsSection user={user} />
      <SignInSection user={user} />
      <SessionsSection user={user} />
      <ApplicationsSection user={user} />
    </Page>
  );
}
