import { useQuery } from '@tanstack/react-query';
import { useTexts } from '../../texts/texts.ts';
import { Badge } from '../../ui/badge.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Section } from '../../ui/page.tsx';
import { Way } from '../../ui/way.tsx';
import { originsOf } from './origins.ts';
import { groupsQuery, type UserDetails } from './users.ts';

/** What a person may do now, and by which way each role came to them. */
export function EffectiveSection({ user }: { user: UserDetails }) {
  const { data: groups = [] } = useQuery(groupsQuery);
  const texts = useTexts().person;
  const { permissions, roles, valid_until: end } = user.effective;
  const origins = originsOf(user, groups);
  const apis = Object.entries(permissions).filter(([, names]) => names.length > 0);
  return (
    <Section
      title={texts.effective}
      lead={user.disabled ? texts.effectiveDisabled : texts.effectiveLead}
    >
      {roles.length === 0 ? (
        <p className="panel quiet">{texts.nothing}</p>
      ) : (
        <div className="panel facts">
          {[...origins].map(([role, ways]) => (
            <div key={role} className="fact">
              <span className="fact-name">{role}</span>
              <ul className="ways">
                {ways.map((way) => (
                  <li key={`${way.path.join('/')} ${way.provider}`}>
                    <Way {...way} />
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </div>
      )}
      {apis.length > 0 && (
        <div className="panel facts">
          {apis.map(([api, names]) => (
            <div key={api} className="fact">
              <span className="fact-name code">{api}</span>
              <span className="badges">
                {names.map((name) => (
                  <Badge key={name}>{name}</Badge>
                ))}
              </span>
            </div>
          ))}
          {end && (
            <p className="quiet small">
              {texts.changesAt} <Moment at={end} />
            </p>
          )}
        </div>
      )}
    </Section>
  );
}
