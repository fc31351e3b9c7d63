import { useState } from 'react';
import { api } from '../../api/client.ts';
import { useMay } from '../../app/session.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { listed } from '../../ui/differences.ts';
import { Icon } from '../../ui/icon.tsx';
import { Meanwhile } from '../../ui/meanwhile.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Section } from '../../ui/page.tsx';
import { useAction } from '../../ui/use-action.ts';
import { GiveDialog, type Given } from '../people/give-dialog.tsx';
import type { GroupDetails } from './groups.ts';

/** The roles that a group gives to its members and to those of the groups below it. */
export function GroupRoles({ group, etag }: { group: GroupDetails; etag: string }) {
  const texts = useTexts();
  const may = useMay<'PUT /groups/{group}/roles/{role}' | 'DELETE /groups/{group}/roles/{role}'>(
    'roles:write here',
  );
  const [isGiving, setGiving] = useState(false);
  const changes = [['groups'], ['users']];
  /** What a group gives is decided by what it gives already: it has to be what this view shows. */
  const initOf = ({ name: role, isUndo }: Given) => ({
    params: { path: { group: group.name, role } },
    ...(!isUndo && { headers: { 'If-Match': etag } }),
  });
  const give = useAction<Given>({
    run: (given) =>
      api.PUT('/groups/{group}/roles/{role}', {
        ...initOf(given),
        body: { valid_until: given.end },
      }),
    done: ({ name }) => fill(texts.roles.given, { name, who: group.name }),
    changes,
    undo: (given) => take.mutate({ ...given, isUndo: true }),
    onDone: () => setGiving(false),
  });
  const take = useAction<Given>({
    run: (given) => api.DELETE('/groups/{group}/roles/{role}', initOf(given)),
    done: ({ name }) => fill(texts.roles.taken, { name, who: group.name }),
    changes,
    undo: (given) => give.mutate({ ...given, isUndo: true }),
  });
  return (
    <Section
      title={texts.groupsView.gives}
      actions={
        may && (
          <Button size="small" onPress={() => setGiving(true)}>
            <Icon name="plus" size={14} />
            {texts.roles.give}
          </Button>
        )
      }
    >
      {group.roles.length === 0 ? (
        <p className="panel quiet">{texts.groupsView.givesNothing}</p>
      ) : (
        <ul className="panel items">
          {group.roles.map(({ name, valid_until: end, declared }) => (
            <li key={name} className="item">
              <span className="item-name">{name}</span>
              {declared && <Badge>{texts.common.declared}</Badge>}
              {end && (
                <span className="quiet small">
                  {texts.common.until} <Moment at={end} />
                </span>
              )}
              {may && !declared && (
                <Button
                  size="small"
                  kind="quiet"
                  isPending={take.isPending && take.variables?.name === name}
                  aria-label={`${texts.common.takeAway}: ${name}`}
                  onPress={() => take.mutate({ name, end })}
                >
                  {texts.common.takeAway}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {isGiving && (
        <GiveDialog
          kind="role"
          held={group.roles.map(({ name }) => name)}
          isPending={give.isPending}
          onGive={give.mutate}
          onClose={() => setGiving(false)}
        >
          <Meanwhile
            etag={etag}
            facts={{ [texts.roles.title]: listed(group.roles.map(({ name }) => name)) }}
          />
        </GiveDialog>
      )}
    </Section>
  );
}
