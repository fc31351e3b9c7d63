import { Link } from '@tanstack/react-router';
import { useAdministrator, usePermissions } from '../../app/session.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Icon } from '../../ui/icon.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Needs } from './needs.tsx';
import { Recent } from './recent.tsx';
import { SignIns } from './sign-ins.tsx';

/** What needs an administrator now, how the day goes, and what was done last. */
export function Home() {
  const texts = useTexts().home;
  const { user } = useAdministrator();
  const permissions = usePermissions();
  return (
    <Page title={fill(texts.title, { name: user.name ?? '' }).trim()} lead={texts.lead}>
      <Needs />
      <div className="columns">
        {permissions.has('audit:read') && <SignIns />}
        {permissions.has('receipts:read') && (
          <Section title={texts.refused} lead={texts.refusedText}>
            <Link to="/why" className="button button-plain button-normal">
              <Icon name="why" />
              {texts.why}
            </Link>
          </Section>
        )}
      </div>
      {permissions.has('audit:read') && <Recent />}
    </Page>
  );
}
