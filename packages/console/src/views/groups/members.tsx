import { api } from '../../api/client.ts';
import { useMay } from '../../app/session.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { type Holder, Holders } from '../../ui/holders.tsx';
import { PersonPicker } from '../../ui/person-picker.tsx';
import { useAction } from '../../ui/use-action.ts';
import { useMayGive } from '../people/may-give.ts';

interface Membership {
  id: string;
  name: string;
  end: string | null;
}

/** Who is in a group; adding one more, and taking out those who are in it themselves. */
export function GroupMembers({ group }: { group: string }) {
  const texts = useTexts();
  const mayFind = useMay<'GET /users'>('users:read here');
  const { group: mayWrite } = useMayGive();
  const pathTo = ({ id }: Membership) => ({ path: { id, group } });
  const add = useAction<Membership>({
    run: (member) =>
      api.PUT('/users/{id}/groups/{group}', {
        params: pathTo(member),
        body: { valid_until: member.end },
      }),
    done: ({ name }) => fill(texts.groups.given, { name: group, who: name }),
    changes: [['users']],
    undo: (member) => remove.mutate(member),
  });
  const remove = useAction<Membership>({
    run: (member) => api.DELETE('/users/{id}/groups/{group}', { params: pathTo(member) }),
    done: ({ name }) => fill(texts.groups.taken, { name: group, who: name }),
    changes: [['users']],
    undo: (member) => add.mutate(member),
  });
  const actionOf = ({ id, name, ways }: Holder) => {
    const own = ways.find(
      ({ path = [], provider = null }) => path.length === 1 && provider === null,
    );
    return (
      own && (
        <Button
          size="small"
          kind="quiet"
          aria-label={fill(texts.groupsView.takeOut, { name })}
          isPending={remove.isPending && remove.variables?.id === id}
          onPress={() => remove.mutate({ id, name, end: own.valid_until })}
        >
          {texts.groupsView.out}
        </Button>
      )
    );
  };
  return (
    <Holders
      of="group"
      name={group}
      actions={
        mayWrite &&
        mayFind && (
          <PersonPicker
            label={texts.groupsView.add}
            size="small"
            onChange={({ id, name }) => add.mutate({ id, name, end: null })}
          />
        )
      }
      actionOf={mayWrite ? actionOf : undefined}
    />
  );
}
