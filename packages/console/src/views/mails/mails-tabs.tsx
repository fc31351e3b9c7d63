import { Link } from '@tanstack/react-router';
import { useMay } from '../../app/session.ts';
import { useTexts } from '../../texts/texts.ts';

/** Mails, and the links that applications made. */
export function MailsTabs() {
  const { mails, links, nav } = useTexts();
  const mayMails = useMay<'GET /mails'>('mails:read');
  const mayLinks = useMay<'GET /links'>('links:read');
  return (
    <nav className="tabs" aria-label={nav.mails}>
      {mayMails && (
        <Link to="/mails" activeOptions={{ exact: true, includeSearch: false }} className="tab">
          {mails.title}
        </Link>
      )}
      {mayLinks && (
        <Link to="/mails/links" activeOptions={{ includeSearch: false }} className="tab">
          {links.title}
        </Link>
      )}
    </nav>
  );
}
