import { useState } from 'react';
import { api } from '../../api/client.ts';
import { useMay } from '../../app/session.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Section } from '../../ui/page.tsx';
import { useAction } from '../../ui/use-action.ts';
import { GiveDialog, type Given } from '../people/give-dialog.tsx';
import type { GroupDetails } from './groups.ts';

/** The roles that a group gives to its members and to those of the groups below it. */
export function GroupRoles({ group }: { group: GroupDetails }) {
  const texts = useTexts();
  const may = useMay<'PUT /groups/{group}/roles/{role}' | 'DELETE /groups/{group}/roles/{role}'>(
    'roles:write here',
  );
  const [isGiving, setGiving] = useState(false);
  const changes = [['groups'], ['users']];
  const pathTo = (role: string) => ({ path: { group: group.name, role } });
  const give = useAction<Given>({
    run: ({ name, end }) =>
      api.PUT('/groups/{group}/roles/{role}', {
        params: pathTo(name),
        body: { valid_until: end },
      }),
    done: ({ name }) => fill(texts.roles.given, { name, who: group.name }),
    changes,
    undo: (given) => take.mutate(given),
    onDone: () => setGiving(false),
  });
  const take = useAction<Given>({
    run: ({ name }) => api.DELETE('/groups/{group}/roles/{role}', { params: pathTo(name) }),
    done: ({ name }) => fill(texts.roles.taken, { name, who: group.name }),
    changes,
    undo: (given) => give.mutate(given),
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
        />
      )}
    </Section>
  );
}
