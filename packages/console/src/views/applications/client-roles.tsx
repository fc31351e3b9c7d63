import { api } from '../../api/client.ts';
import { useMay } from '../../app/session.ts';
import { useTexts } from '../../texts/texts.ts';
import { GivenList } from '../people/given.tsx';
import { ClientMeanwhile } from './client-meanwhile.tsx';
import type { ClientDetails } from './clients.ts';

/** What a client may do by itself. */
export function ClientRoles({ client }: { client: ClientDetails }) {
  const { id, name, etag, given_roles: roles } = client;
  const texts = useTexts();
  const may = useMay<'PUT /clients/{id}/roles/{role}' | 'DELETE /clients/{id}/roles/{role}'>(
    'roles:write',
  );
  const pathTo = (role: string) => ({ params: { path: { id, role } } });
  return (
    <GivenList
      title={texts.applications.roles}
      none={texts.roles.none}
      who={name}
      etag={etag}
      held={roles}
      may={may}
      give={(role, init, body) =>
        api.PUT('/clients/{id}/roles/{role}', { ...pathTo(role), ...init, body })
      }
      take={(role, init) => api.DELETE('/clients/{id}/roles/{role}', { ...pathTo(role), ...init })}
      changes={[['clients']]}
    >
      <ClientMeanwhile client={client} />
    </GivenList>
  );
}
