import { Link } from '@tanstack/react-router';
import { usePermissions } from '../../app/session.ts';
import { useTexts } from '../../texts/texts.ts';

/** Mails, and the links that applications made. */
export function MailsTabs() {
  const { mails, links, nav } = useTexts();
  const permissions = usePermissions();
  return (
    <nav className="tabs" aria-label={nav.mails}>
      {permissions.has('mails:read') && (
        <Link to="/mails" activeOptions={{ exact: true, includeSearch: false }} className="tab">
          {mails.title}
        </Link>
      )}
      {permissions.has('links:read') && (
        <Link to="/mails/links" activeOptions={{ includeSearch: false }} className="tab">
          {links.title}
        </Link>
      )}
    </nav>
  );
}
