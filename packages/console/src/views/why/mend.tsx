import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { useMay } from '../../app/session.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { useAction } from '../../ui/use-action.ts';
import { rolesQuery } from '../people/users.ts';
import type { Receipt } from './chain.ts';

/** Roles that would give a person what was missing, the smallest first. */
export function Mend({ receipt: { rule, caller } }: { receipt: Receipt }) {
  const texts = useTexts().why;
  const may = useMay<'PUT /users/{id}/roles/{role}'>('roles:write');
  const id = caller?.kind === 'user' ? caller.sub : undefined;
  const missing = rule?.name === 'require.permissions' ? rule.missing : [];
  const isMendable = may && id !== undefined && missing.length > 0;
  const { data: roles = [] } = useQuery({ ...rolesQuery, enabled: isMendable });
  const give = useAction<string>({
    run: (role) =>
      api.PUT('/users/{id}/roles/{role}', {
        params: { path: { id: id!, role } },
        body: { valid_until: null },
      }),
    done: (role) => fill(texts.mended, { role }),
    changes: [['users']],
    takeBack: (role) =>
      api.DELETE('/users/{id}/roles/{role}', { params: { path: { id: id!, role } } }),
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
