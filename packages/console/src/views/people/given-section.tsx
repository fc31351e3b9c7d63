import { useState } from 'react';
import { api } from '../../api/client.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Section } from '../../ui/page.tsx';
import { useAction } from '../../ui/use-action.ts';
import { ChangedMeanwhile } from './changed-meanwhile.tsx';
import { GiveDialog, type Given } from './give-dialog.tsx';
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
  const may = useMayGive()[kind];
  const [isGiving, setGiving] = useState(false);
  const changes = [['users']];
  /** What a person is given is decided by what they have: it has to be what this view shows. */
  const seen = ({ isUndo }: Given) => !isUndo && { headers: { 'If-Match': user.etag } };
  const give = useAction<Given>({
    run(given) {
      const { name, end } = given;
      const init = { ...seen(given), body: { valid_until: end } };
      return kind === 'role'
        ? api.PUT('/users/{id}/roles/{role}', { ...init, params: { path: { id, role: name } } })
        : api.PUT('/users/{id}/groups/{group}', { ...init, params: { path: { id, group: name } } });
    },
    done: ({ name }) => fill(texts.given, { name, who: user.name }),
    changes,
    undo: (given) => take.mutate({ ...given, isUndo: true }),
    onDone: () => setGiving(false),
  });
  const take = useAction<Given>({
    run(given) {
      const { name } = given;
      const init = { ...seen(given) };
      return kind === 'role'
        ? api.DELETE('/users/{id}/roles/{role}', { ...init, params: { path: { id, role: name } } })
        : api.DELETE('/users/{id}/groups/{group}', {
            ...init,
            params: { path: { id, group: name } },
          });
    },
    done: ({ name }) => fill(texts.taken, { name, who: user.name }),
    changes,
    undo: (given) => give.mutate({ ...given, isUndo: true }),
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
                  aria-label={`${common.takeAway}: ${name}`}
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
        >
          <ChangedMeanwhile user={user} />
        </GiveDialog>
      )}
    </Section>
  );
}
