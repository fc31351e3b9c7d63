import { useTexts } from '../../texts/texts.ts';
import { listed } from '../../ui/differences.ts';
import { Meanwhile } from '../../ui/meanwhile.tsx';
import type { UserDetails } from './users.ts';

/** In a dialog about a person: what others changed of them since it was opened. */
export function ChangedMeanwhile({ user }: { user: UserDetails }) {
  const { people, roles, groups } = useTexts();
  const names = (given: readonly { name: string }[]) => listed(given.map(({ name }) => name));
  return (
    <Meanwhile
      etag={user.etag}
      facts={{
        [people.name]: user.name,
        [people.email]: user.email,
        [people.status]: user.disabled ? people.disabled : people.active,
        [roles.title]: names(user.roles),
        [groups.title]: names(user.groups),
      }}
    />
  );
}
