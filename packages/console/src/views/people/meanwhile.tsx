import { useState } from 'react';
import { useTexts } from '../../texts/texts.ts';
import { differencesOf } from './differences.ts';
import type { UserDetails } from './users.ts';

/** In a dialog: what others changed since it was opened. What was typed in it stays. */
export function Meanwhile({ now }: { now: UserDetails }) {
  const [before] = useState(now);
  const { people, roles, groups } = useTexts();
  if (before.etag === now.etag) return null;
  const names = { ...people, roles: roles.title, groups: groups.title };
  return (
    <div className="meanwhile" role="alert">
      <p>{people.meanwhile}</p>
      <dl>
        {differencesOf(before, now, people).map(({ field, before, now }) => (
          <div key={field}>
            <dt>{names[field]}</dt>
            <dd>
              <del>{before}</del> <ins>{now}</ins>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
