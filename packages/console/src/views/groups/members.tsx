import { api, bodyOf } from '../../api/client.ts';
import { ApiError } from '../../api/problem.ts';
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
  /** Whether they are shown as a member. */
  isMember: boolean;
  /** The way back changes one thing, whatever else was done. */
  isUndo?: boolean;
}

/** Who is in a group; adding one more, and taking out those who are in it themselves. */
export function GroupMembers({ group }: { group: string }) {
  const texts = useTexts();
  const mayFind = useMay<'GET /users'>('users:read here');
  const { group: mayWrite } = useMayGive();
  const mayRead = useMay<'GET /users/{id}'>('users:read');
  /**
   * A list has no ETags: the person is read, compared with what the list shows, and named in the change. Who
   * looks after one group may not read them, and changes the membership as it is.
   *
   * @throws ApiError if another administrator changed the membership
   */
  async function initOf({ id, end, isMember, isUndo }: Membership) {
    const params = { path: { id, group } };
    if (isUndo || !mayRead) return { params };
    const answer = await api.GET('/users/{id}', { params: { path: { id } } });
    const now = bodyOf(answer).groups.find(({ name }) => name === group);
    if (isMember !== Boolean(now) || (now && now.valid_until !== end))
      throw new ApiError({ code: 'precondition_failed', status: 412 });
    return { params, headers: { 'If-Match': answer.response.headers.get('etag') ?? '*' } };
  }
  const add = useAction<Membership>({
    run: async (member) =>
      api.PUT('/users/{id}/groups/{group}', {
        ...(await initOf(member)),
        body: { valid_until: member.end },
      }),
    done: ({ name }) => fill(texts.groups.given, { name: group, who: name }),
    changes: [['users']],
    undo: (member) => remove.mutate({ ...member, isUndo: true }),
  });
  const remove = useAction<Membership>({
    run: async (member) => api.DELETE('/users/{id}/groups/{group}', await initOf(member)),
    done: ({ name }) => fill(texts.groups.taken, { name: group, who: name }),
    changes: [['users']],
    undo: (member) => add.mutate({ ...member, isUndo: true }),
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
          onPress={() => remove.mutate({ id, name, end: own.valid_until, isMember: true })}
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
            onChange={({ id, name }) => add.mutate({ id, name, end: null, isMember: false })}
          />
        )
      }
      actionOf={mayWrite ? actionOf : undefined}
    />
  );
}
