import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { usePermissions } from '../../app/session.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { FormDialog } from '../../ui/dialog.tsx';
import { EndField, endOf } from '../../ui/end-field.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Section } from '../../ui/page.tsx';
import { Picker } from '../../ui/picker.tsx';
import { useAction } from '../../ui/use-action.ts';
import { groupsQuery, mayWriteUsers, rolesQuery, type UserDetails } from './users.ts';

interface GivenProps {
  kind: 'role' | 'group';
  user: UserDetails;
}

interface Given {
  name: string;
  end: string | null;
}

/** The roles, or the groups, that a person was given directly; giving one more, and taking one away. */
export function GivenSection({ kind, user }: GivenProps) {
  const { id } = user;
  const texts = useTexts()[kind === 'role' ? 'roles' : 'groups'];
  const common = useTexts().common;
  const may = mayWriteUsers(usePermissions());
  const [isGiving, setGiving] = useState(false);
  const changes = [['users']];
  const give = useAction<Given>({
    run: ({ name, end }) =>
      kind === 'role'
        ? api.PUT('/users/{id}/roles/{role}', {
            params: { path: { id, role: name } },
            body: { valid_until: end },
          })
        : api.PUT('/users/{id}/groups/{group}', {
            params: { path: { id, group: name } },
            body: { valid_until: end },
          }),
    done: ({ name }) => fill(texts.given, { name, who: user.name }),
    changes,
    onDone: () => setGiving(false),
  });
  const take = useAction<Given>({
    run: ({ name }) =>
      kind === 'role'
        ? api.DELETE('/users/{id}/roles/{role}', { params: { path: { id, role: name } } })
        : api.DELETE('/users/{id}/groups/{group}', { params: { path: { id, group: name } } }),
    done: ({ name }) => fill(texts.taken, { name, who: user.name }),
    changes,
    undo: (given) => give.mutate(given),
  });
  const held = kind === 'role' ? user.roles : user.groups;
  const providers = kind === 'group' ? user.provider_groups : [];
  return (
    <Section
      title={texts.title}
      actions={
        may && (
          <Button size="small" onPress={() => setGiving(true)}>
            <Icon name="plus" size={14} />
            {texts.give}
          </Button>
        )
      }
    >
      {held.length + providers.length === 0 ? (
        <p className="panel quiet">{texts.none}</p>
      ) : (
        <ul className="panel items">
          {held.map(({ name, valid_until: end, declared }) => (
            <li key={name} className="item">
              <span className="item-name">{name}</span>
              {declared && <Badge>{common.declared}</Badge>}
              {end && (
                <span className="quiet small">
                  {common.until} <Moment at={end} />
                </span>
              )}
              {may && (
                <Button
                  size="small"
                  kind="quiet"
                  isPending={take.isPending && take.variables?.name === name}
                  aria-label={fill(texts.take, { name })}
                  onPress={() => take.mutate({ name, end })}
                >
                  {common.takeAway}
                </Button>
              )}
            </li>
          ))}
          {providers.map(({ name, provider }) => (
            <li key={`${provider} ${name}`} className="item">
              <span className="item-name">{name}</span>
              <span className="quiet small">{fill(common.saidBy, { provider })}</span>
            </li>
          ))}
        </ul>
      )}
      {isGiving && (
        <GiveDialog
          kind={kind}
          held={held.map(({ name }) => name)}
          isPending={give.isPending}
          onGive={give.mutate}
          onClose={() => setGiving(false)}
        />
      )}
    </Section>
  );
}

interface GiveDialogProps {
  kind: 'role' | 'group';
  held: readonly string[];
  isPending: boolean;
  onGive(given: Given): void;
  onClose(): void;
}

function GiveDialog({ kind, held, isPending, onGive, onClose }: GiveDialogProps) {
  const texts = useTexts()[kind === 'role' ? 'roles' : 'groups'];
  const [name, setName] = useState<string | null>(null);
  const [end, setEnd] = useState('');
  const roles = useQuery({ ...rolesQuery, enabled: kind === 'role' });
  const groups = useQuery({ ...groupsQuery, enabled: kind === 'group' });
  const error = roles.error ?? groups.error;
  const choices = [
    ...(roles.data ?? []).map(({ name, permissions }) => ({
      id: name,
      note: permissions.join(', '),
    })),
    ...(groups.data ?? []).map(({ name, roles }) => ({ id: name, note: roles.join(', ') })),
  ].filter(({ id }) => !held.includes(id));
  return (
    <FormDialog
      title={texts.give}
      isOpen
      onClose={onClose}
      submit={texts.give}
      isPending={isPending}
      isDisabled={name === null}
      onSubmit={() => name !== null && onGive({ name, end: endOf(end) })}
    >
      {error ? (
        <ErrorNote error={error} />
      ) : (
        (roles.data ?? groups.data) && (
          <Picker label={texts.one} choices={choices} value={name} onChange={setName} />
        )
      )}
      <EndField value={end} onChange={setEnd} />
    </FormDialog>
  );
}
