import { useTexts } from '../../texts/texts.ts';
import { Badge } from '../../ui/badge.tsx';
import type { Explained } from './explain.ts';

/** What the person would gain and lose. */
export function Outcome({ whatIf }: { whatIf: NonNullable<Explained['what_if']> }) {
  const texts = useTexts().whatIf;
  const sides = [
    { key: 'gained', title: texts.gained, kind: 'good', of: whatIf.gained },
    { key: 'lost', title: texts.lost, kind: 'bad', of: whatIf.lost },
  ] as const;
  return (
    <dl className="panel registered">
      {sides.map(({ key, title, kind, of: { roles, permissions } }) => (
        <div key={key} className="pair">
          <dt>{title}</dt>
          <dd className="badges">
            {roles.length + permissions.length === 0 && (
              <span className="quiet">{texts.nothing}</span>
            )}
            {roles.map((role) => (
              <Badge key={`role ${role}`} kind={kind}>
                {role}
              </Badge>
            ))}
            {permissions.map((permission) => (
              <Badge key={permission}>{permission}</Badge>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}
