import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { useMay } from '../../app/session.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { useAction } from '../../ui/use-action.ts';
import { rolesQuery } from '../people/users.ts';
import type { Receipt } from './chain.ts';

/** Roles that would give a person or a service what was missing, the smallest first. */
export function Mend({ receipt: { rule, caller } }: { receipt: Receipt }) {
  const texts = useTexts().why;
  const may = useMay<
    | 'PUT /users/{id}/roles/{role}'
    | 'PUT /clients/{id}/roles/{role}'
    | 'DELETE /clients/{id}/roles/{role}'
  >('roles:write');
  const kind = caller?.kind;
  const id = kind === 'user' || kind === 'client' ? caller?.sub : undefined;
  const missing = rule?.name === 'require.permissions' ? rule.missing : [];
  const isMendable = may && id !== undefined && missing.length > 0;
  const { data: roles = [] } = useQuery({ ...rolesQuery, enabled: isMendable });
  const pathTo = (role: string) => ({ params: { path: { id: id!, role } } });
  const give = useAction<string>({
    run: (role) => {
      const given = { ...pathTo(role), body: { valid_until: null } };
      return kind === 'client'
        ? api.PUT('/clients/{id}/roles/{role}', given)
        : api.PUT('/users/{id}/roles/{role}', given);
    },
    done: (role) => fill(texts.mended, { role }),
    changes: [['users'], ['clients']],
    takeBack: (role) =>
      kind === 'client'
        ? api.DELETE('/clients/{id}/roles/{role}', pathTo(role))
        : api.DELETE('/users/{id}/roles/{role}', pathTo(role)),
  });
  if (!isMendable) return null;
  const helpful = roles
    .filter(({ permissions }) => missing.every((each) => permissions.includes(each)))
    .sort((a, b) => a.permissions.length - b.permissions.length)
    .slice(0, 3);
  return (
    <div className="badges">
      {helpful.map(({ name }) => (
        <Button
          key={name}
          size="small"
          isPending={give.isPending && give.variables === name}
          onPress={() => give.mutate(name)}
        >
          {fill(texts.mend, { role: name })}
        </Button>
      ))}
    </div>
  );
}
