import { api } from '../../api/client.ts';
import { useMay } from '../../app/session.ts';
import { useTexts } from '../../texts/texts.ts';
import { listed } from '../../ui/differences.ts';
import { Meanwhile } from '../../ui/meanwhile.tsx';
import { GivenList } from '../people/given.tsx';
import type { GroupDetails } from './groups.ts';

/** The roles that a group gives to its members and to those of the groups below it. */
export function GroupRoles({ group, etag }: { group: GroupDetails; etag: string }) {
  const texts = useTexts();
  const may = useMay<'PUT /groups/{group}/roles/{role}' | 'DELETE /groups/{group}/roles/{role}'>(
    'roles:write here',
  );
  const pathTo = (role: string) => ({ params: { path: { group: group.name, role } } });
  return (
    <GivenList
      title={texts.groupsView.gives}
      none={texts.groupsView.givesNothing}
      who={group.name}
      etag={etag}
      held={group.roles}
      may={may}
      give={(role, init, body) =>
        api.PUT('/groups/{group}/roles/{role}', { ...pathTo(role), ...init, body })
      }
      take={(role, init) =>
        api.DELETE('/groups/{group}/roles/{role}', { ...pathTo(role), ...init })
      }
      changes={[['groups'], ['users']]}
    >
      <Meanwhile
        etag={etag}
        facts={{ [texts.roles.title]: listed(group.roles.map(({ name }) => name)) }}
      />
    </GivenList>
  );
}
