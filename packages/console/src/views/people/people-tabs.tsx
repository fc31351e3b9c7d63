import { Link } from '@tanstack/react-router';
import { useMay } from '../../app/session.ts';
import { useTexts } from '../../texts/texts.ts';

/** Those who are there, those who were invited, and those who wait: for those who may see all people. */
export function PeopleTabs() {
  const texts = useTexts().people;
  if (!useMay<'GET /waiting-list'>('users:read')) return null;
  return (
    <nav className="tabs" aria-label={texts.title}>
      <Link to="/people" activeOptions={{ exact: true, includeSearch: false }} className="tab">
        {texts.all}
      </Link>
      <Link to="/people/invitations" className="tab">
        {texts.invitations}
      </Link>
      <Link to="/people/waiting" className="tab">
        {texts.waiting}
      </Link>
    </nav>
  );
}
