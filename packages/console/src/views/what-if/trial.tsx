import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api } from '../../api/client.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Section } from '../../ui/page.tsx';
import { Picker } from '../../ui/picker.tsx';
import { useAction } from '../../ui/use-action.ts';
import { useMayGive } from '../people/may-give.ts';
import { groupsQuery, rolesQuery } from '../people/users.ts';
import { type Asked, type Explained, hasTrial } from './explain.ts';

interface TrialProps {
  asked: Asked;
  user: Explained['subject'];
}

type Kind = 'give' | 'take' | 'join' | 'leave';

/** Roles and groups that are given and taken by way of trial; nothing of it stays until it is saved. */
export function Trial({ asked, user }: TrialProps) {
  const texts = useTexts().whatIf;
  const navigate = useNavigate({ from: '/what-if' });
  const mayGive = useMayGive();
  const may =
    (mayGive.role || (!asked.give && !asked.take)) &&
    (mayGive.group || (!asked.join && !asked.leave));
  const { data: roles = [] } = useQuery(rolesQuery);
  const { data: groups = [] } = useQuery(groupsQuery);
  const set = (kind: Kind, names: string[]) =>
    void navigate({ search: { ...asked, [kind]: names.length > 0 ? names : undefined } });
  const add = (kind: Kind) => (name: string | null) =>
    name !== null && set(kind, [...new Set([...(asked[kind] ?? []), name])]);
  const id = user && user.kind !== 'link' ? user.id : null;
  const save = useAction({
    run: () => saveTrial(user!, asked),
    done: () => fill(texts.saved, { name: user?.name ?? user?.id ?? '' }),
    changes: [['users'], ['clients']],
    onDone: () => {
      const { user, client, method, path } = asked;
      void navigate({ search: { user, client, method, path } });
    },
  });
  const roleChoices = roles.map(({ name }) => ({ id: name }));
  const groupChoices = groups.map(({ name }) => ({ id: name }));
  const pickers = [
    { kind: 'give', label: texts.give, choices: roleChoices },
    { kind: 'take', label: texts.take, choices: roleChoices },
    ...(user?.kind === 'client'
      ? []
      : ([
          { kind: 'join', label: texts.join, choices: groupChoices },
          { kind: 'leave', label: texts.leave, choices: groupChoices },
        ] as const)),
  ] as const;
  return (
    <Section
      title={texts.trial}
      lead={texts.trialLead}
      actions={
        may &&
        id !== null &&
        hasTrial(asked) && (
          <Button
            kind="primary"
            size="small"
            isPending={save.isPending}
            onPress={() => save.mutate()}
          >
            {texts.save}
          </Button>
        )
      }
    >
      <div className="panel trial">
        {pickers.map(({ kind, label, choices }) => (
          <div key={kind} className="trial-part">
            <Picker
              label={label}
              choices={choices.filter(({ id }) => !asked[kind]?.includes(id))}
              value={null}
              onChange={add(kind)}
            />
            <div className="badges">
              {asked[kind]?.map((name) => (
                <Button
                  key={name}
                  size="small"
                  aria-label={fill(texts.remove, { name })}
                  onPress={() =>
                    set(
                      kind,
                      asked[kind]!.filter((each) => each !== name),
                    )
                  }
                >
                  {name}
                  <Icon name="close" size={14} />
                </Button>
              ))}
            </div>
          </div>
        ))}
      </div>
    </Section>
  );
}

/** One after the other: what failed is told, and what was done before it stands. */
async function saveTrial(
  { kind, id }: NonNullable<Explained['subject']>,
  { give = [], take = [], join = [], leave = [] }: Asked,
) {
  const body = { valid_until: null };
  const ofRole = (role: string) => ({ params: { path: { id, role } } });
  const ofGroup = (group: string) => ({ params: { path: { id, group } } });
  const steps =
    kind === 'client'
      ? [
          ...give.map(
            (role) => () => api.PUT('/clients/{id}/roles/{role}', { ...ofRole(role), body }),
          ),
          ...take.map((role) => () => api.DELETE('/clients/{id}/roles/{role}', ofRole(role))),
        ]
      : [
          ...give.map(
            (role) => () => api.PUT('/users/{id}/roles/{role}', { ...ofRole(role), body }),
          ),
          ...join.map(
            (group) => () => api.PUT('/users/{id}/groups/{group}', { ...ofGroup(group), body }),
          ),
          ...take.map((role) => () => api.DELETE('/users/{id}/roles/{role}', ofRole(role))),
          ...leave.map((group) => () => api.DELETE('/users/{id}/groups/{group}', ofGroup(group))),
        ];
  let last = { response: new Response() };
  for (const step of steps) last = await step();
  return last;
}
