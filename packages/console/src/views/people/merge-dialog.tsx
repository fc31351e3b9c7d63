import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import type { paths } from '../../api/schema.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Confirm } from '../../ui/dialog.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Field } from '../../ui/field.tsx';
import { Loading } from '../../ui/page.tsx';
import { PersonPicker } from '../../ui/person-picker.tsx';
import { useAction } from '../../ui/use-action.ts';
import type { User, UserDetails } from './users.ts';

/** Two accounts of one person become one: what comes with it, and what is lost, is shown before it is done. */
export function MergeDialog({ user, onClose }: { user: UserDetails; onClose(): void }) {
  const { id, name, email } = user;
  const { merge: texts, person } = useTexts();
  const navigate = useNavigate();
  const [into, setInto] = useState<User | null>(null);
  const [reason, setReason] = useState('');
  const isSelf = into?.id === id;
  const merge = (dry_run: boolean) =>
    api.POST('/users/{id}/merge', {
      params: { path: { id } },
      body: { into: into!.id, dry_run, ...(reason.trim() && { reason: reason.trim() }) },
    });
  const trial = useQuery({
    queryKey: ['users', id, 'merge', into?.id],
    queryFn: async () => bodyOf(await merge(true)),
    enabled: into !== null && !isSelf,
    staleTime: 0,
    retry: false,
  });
  const act = useAction({
    run: () => merge(false),
    done: () => fill(texts.done, { name, into: into!.name }),
    changes: [['users']],
    onDone: () => void navigate({ to: '/people/$id', params: { id: into!.id } }),
  });
  return (
    <Confirm
      title={fill(texts.title, { name })}
      text={texts.text}
      {...(trial.data && { typed: email })}
      submit={texts.merge}
      isDisabled={!trial.data || isSelf}
      isPending={act.isPending}
      onConfirm={() => act.mutate()}
      onClose={onClose}
    >
      <div className="field">
        <span className="field-label">{texts.into}</span>
        <PersonPicker
          label={texts.into}
          value={into && `${into.name}, ${into.email}`}
          onChange={setInto}
        />
      </div>
      {isSelf && <p className="field-error">{texts.itself}</p>}
      {trial.isLoading && <Loading rows={2} />}
      {trial.error && <ErrorNote error={trial.error} />}
      {trial.data && !isSelf && (
        <>
          <Outcome trial={trial.data} />
          <Field
            label={person.reason}
            at="#/reason"
            note={person.reasonNote}
            value={reason}
            onChange={setReason}
          />
        </>
      )}
    </Confirm>
  );
}

type Trial = paths['/users/{id}/merge']['post']['responses'][200]['content']['application/json'];

function Outcome({ trial: { lost, ...gets } }: { trial: Trial }) {
  const texts = useTexts().merge;
  const count = (text: string, number: number) => (number > 0 ? [fill(text, { number })] : []);
  const list = (text: string, names: string[]) =>
    names.length > 0 ? [fill(text, { names: names.join(', ') })] : [];
  const comes = [
    ...list(texts.roles, gets.roles),
    ...list(texts.groups, gets.groups),
    ...list(texts.organizations, gets.organizations),
    ...list(texts.addresses, gets.addresses),
    ...count(texts.resourceRoles, gets.resource_roles),
    ...count(texts.identities, gets.identities),
  ];
  const goes = [
    ...(lost.password ? [texts.password] : []),
    ...(lost.authenticator ? [texts.authenticator] : []),
    ...count(texts.passkeys, lost.passkeys),
    ...count(texts.consents, lost.consents),
    ...list(texts.noRoom, lost.addresses),
  ];
  return (
    <div className="meanwhile">
      <Part title={texts.comes} lines={comes} />
      <Part title={texts.goes} lines={[...goes, texts.sessions]} />
    </div>
  );
}

function Part({ title, lines }: { title: string; lines: string[] }) {
  const { nothing } = useTexts().merge;
  return (
    <>
      <strong>{title}</strong>
      <ul>
        {(lines.length > 0 ? lines : [nothing]).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </>
  );
}
