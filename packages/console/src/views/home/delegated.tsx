import { Link } from '@tanstack/react-router';
import { useDelegated } from '../../app/session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Section } from '../../ui/page.tsx';

/** The groups and organizations that the person looks after, where they may not look after all. */
export function Delegated() {
  const texts = useTexts();
  const { data = [] } = useDelegated();
  if (data.length === 0) return null;
  return (
    <Section title={texts.home.delegated} lead={texts.home.delegatedText}>
      <ul className="panel items">
        {data.map(({ type, identifier }) => (
          <li key={`${type} ${identifier}`} className="item">
            {type === 'group' ? (
              <Link to="/groups/$name" params={{ name: identifier }} className="item-name">
                {identifier}
              </Link>
            ) : (
              <Link to="/organizations/$key" params={{ key: identifier }} className="item-name">
                {identifier}
              </Link>
            )}
            <span className="quiet small">
              {type === 'group' ? texts.nav.groups : texts.nav.organizations}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
