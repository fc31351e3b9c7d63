import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useAdministrator, useMay, usePermissions } from '../../app/session.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Loading, Page } from '../../ui/page.tsx';
import { Delegated } from './delegated.tsx';
import { EndsSoon } from './ends-soon.tsx';
import { Needs } from './needs.tsx';
import { overviewQuery } from './overview.ts';
import { Recent } from './recent.tsx';
import { SignIns } from './sign-ins.tsx';
import { Traffic } from './traffic.tsx';

/** What needs an administrator now, how the hour and the day go, and what was done last. */
export function Home() {
  const texts = useTexts().home;
  const { user } = useAdministrator();
  const permissions = usePermissions();
  const mayAsk = useMay<'GET /receipts'>('receipts:read');
  const mayAudit = useMay<'GET /audit'>('audit:read');
  const { data, error, refetch } = useQuery({ ...overviewQuery, enabled: permissions.size > 0 });
  return (
    <Page
      title={fill(texts.title, { name: user.name ?? '' }).trim()}
      lead={texts.lead}
      actions={
        mayAsk && (
          <Link to="/why" className="button button-plain button-normal">
            <Icon name="why" />
            {texts.why}
          </Link>
        )
      }
    >
      <Delegated />
      {permissions.size === 0 ? null : error ? (
        <ErrorNote error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <Loading rows={4} />
      ) : (
        <>
          <Needs needs={data.needs} />
          <div className="columns">
            {data.traffic && <Traffic traffic={data.traffic} />}
            {data.sign_ins && <SignIns signIns={data.sign_ins} />}
          </div>
          <EndsSoon ends={data.ends_soon} />
        </>
      )}
      {mayAudit && <Recent />}
    </Page>
  );
}
