import { Link } from '@tanstack/react-router';
import { useTexts } from '../../texts/texts.ts';
import { Moment } from '../../ui/moment.tsx';
import { Section } from '../../ui/page.tsx';
import type { Overview } from './overview.ts';

type Ending = Overview['ends_soon'][number];

/** What ends by itself within a week. */
export function EndsSoon({ ends }: { ends: readonly Ending[] }) {
  const texts = useTexts().home;
  return (
    <Section title={texts.endsSoon}>
      {ends.length === 0 ? (
        <p className="panel quiet">{texts.nothingEnds}</p>
      ) : (
        <ul className="panel items">
          {ends.map((each) => (
            <li key={`${each.subject} ${each.kind} ${each.what} ${each.within}`} className="item">
              <Whose {...each} />
              <span className="quiet">
                {texts.kinds[each.kind]} {[each.what, each.within].filter(Boolean).join(' · ')}
              </span>
              <span className="quiet small">
                <Moment at={each.ends_at} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function Whose({ kind, subject, name, within }: Ending) {
  const [of, id = ''] = subject.split(/:(.*)/s);
  if (kind === 'invitation') return <Link to="/people/invitations">{name}</Link>;
  if (of === 'user') {
    return (
      <Link to="/people/$id" params={{ id }}>
        {name}
      </Link>
    );
  }
  if (kind === 'organization_role') {
    return (
      <Link to="/organizations/$key" params={{ key: within ?? '' }}>
        {name}
      </Link>
    );
  }
  return <span>{name}</span>;
}
