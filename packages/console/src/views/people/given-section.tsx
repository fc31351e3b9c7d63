import { api } from '../../api/client.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { ChangedMeanwhile } from './changed-meanwhile.tsx';
import { GivenList } from './given.tsx';
import { useMayGive } from './may-give.ts';
import type { UserDetails } from './users.ts';

interface GivenProps {
  kind: 'role' | 'group';
  user: UserDetails;
}

/** The roles, or the groups, that a person was given directly; giving one more, and taking one away. */
export function GivenSection({ kind, user }: GivenProps) {
  const { id } = user;
  const texts = useTexts()[kind === 'role' ? 'roles' : 'groups'];
  const common = useTexts().common;
  const ofRole = (role: string) => ({ params: { path: { id, role } } });
  const ofGroup = (group: string) => ({ params: { path: { id, group } } });
  return (
    <GivenList
      kind={kind}
      title={texts.title}
      none={texts.none}
      who={user.name}
      etag={user.etag}
      held={kind === 'role' ? user.roles : user.groups}
      may={useMayGive()[kind]}
      mayTakeDeclared
      give={(name, init, body) =>
        kind === 'role'
          ? api.PUT('/users/{id}/roles/{role}', { ...ofRole(name), ...init, body })
          : api.PUT('/users/{id}/groups/{group}', { ...ofGroup(name), ...init, body })
      }
      take={(name, init) =>
        kind === 'role'
          ? api.DELETE('/users/{id}/roles/{role}', { ...ofRole(name), ...init })
          : api.DELETE('/users/{id}/groups/{group}', { ...ofGroup(name), ...init })
      }
      changes={[['users']]}
      more={(kind === 'group' ? user.provider_groups : []).map(({ name, provider }) => (
        <li key={`${provider} ${name}`} className="item">
          <span className="item-name">{name}</span>
          <span className="quiet small">{fill(common.saidBy, { provider })}</span>
        </li>
      ))}
    >
      <ChangedMeanwhile user={user} />
    </GivenList>
  );
}
