import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { useAdministrator, useMay } from '../../app/session.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm, FormDialog, useDialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { MoreMenu } from '../../ui/more-menu.tsx';
import { useAction } from '../../ui/use-action.ts';
import { useChange } from '../../ui/use-change.ts';
import { ActAsDialog } from './act-as-dialog.tsx';
import { ChangedMeanwhile } from './changed-meanwhile.tsx';
import { DisableDialog } from './disable-dialog.tsx';
import { MergeDialog } from './merge-dialog.tsx';
import type { UserDetails } from './users.ts';

interface Changeable {
  disabled?: boolean;
  disabled_until?: string | null;
  /** Told once, and kept in the audit log. */
  reason?: string;
  must_change_password?: boolean;
  name?: string;
}

/** What can be done to an account as a whole. */
export function PersonActions({ user }: { user: UserDetails }) {
  const { id, name } = user;
  const texts = useTexts().person;
  const navigate = useNavigate();
  const { open, show, close } = useDialog<'rename' | 'disable' | 'merge' | 'delete' | 'act'>();
  const { user: self } = useAdministrator();
  const changes = [['users']];
  const change = useChange<Changeable>({
    patch: (to, headers) =>
      api.PATCH('/users/{id}', { params: { path: { id } }, headers, body: to }),
    done({ disabled, name: renamed, must_change_password: must }) {
      if (renamed !== undefined) return fill(texts.renamed, { name: renamed });
      if (must !== undefined)
        return fill(must ? texts.passwordAsked : texts.passwordKept, { name });
      return fill(disabled ? texts.disabled : texts.enabled, { name });
    },
    changes,
    onDone: close,
  });
  const changeTo = (to: Changeable) => {
    const from = Object.fromEntries(
      Object.keys(to)
        .filter((key) => key in user)
        .map((key) => [key, user[key as keyof UserDetails]]),
    );
    change.mutate({ to, from, ifMatch: user.etag });
  };
  const remove = useAction({
    run: () =>
      api.DELETE('/users/{id}', {
        params: { path: { id } },
        headers: { 'If-Match': user.etag },
      }),
    done: () => fill(texts.deleted, { name }),
    changes: [['users', 'list']],
    onDone: () => void navigate({ to: '/people' }),
  });
  const mayWrite = useMay<'PATCH /users/{id}' | 'POST /users/{id}/merge' | 'DELETE /users/{id}'>(
    'users:write',
  );
  const mayImpersonate = useMay<'POST /users/{id}/impersonations'>('users:impersonate');
  const mayAct = mayImpersonate && !user.disabled && self.sub !== id;
  if (!mayWrite && !mayAct) return null;
  const act = { id: 'act', text: texts.actAs, onAction: () => show('act') };
  const changesOfAll = [
    { id: 'rename', text: texts.rename, onAction: () => show('rename') },
    {
      id: 'password',
      text: texts.askPassword,
      onAction: () => changeTo({ must_change_password: true }),
    },
    { id: 'merge', text: texts.merge, onAction: () => show('merge') },
    { id: 'delete', text: texts.delete, isDangerous: true, onAction: () => show('delete') },
  ];
  return (
    <>
      {mayWrite && (
        <Button
          kind={user.disabled ? 'primary' : 'danger'}
          isPending={change.isPending}
          isDisabled={self.sub === id}
          onPress={() => (user.disabled ? changeTo({ disabled: false }) : show('disable'))}
        >
          {user.disabled ? texts.enable : texts.disable}
        </Button>
      )}
      <MoreMenu
        label={texts.more}
        actions={[...(mayAct ? [act] : []), ...(mayWrite ? changesOfAll : [])]}
      />
      {open === 'act' && <ActAsDialog user={user} onClose={close} />}
      {open === 'merge' && <MergeDialog user={user} onClose={close} />}
      {open === 'rename' && (
        <RenameDialog
          user={user}
          isPending={change.isPending}
          onRename={(renamed) => changeTo({ name: renamed })}
          onClose={close}
        />
      )}
      {open === 'disable' && (
        <DisableDialog
          user={user}
          isPending={change.isPending}
          onDisable={(how) => changeTo({ disabled: true, ...how })}
          onClose={close}
        />
      )}
      {open === 'delete' && (
        <Confirm
          title={fill(texts.deleteTitle, { name })}
          text={texts.deleteText}
          typed={user.email}
          submit={texts.delete}
          isPending={remove.isPending}
          onConfirm={() => remove.mutate()}
          onClose={close}
        />
      )}
    </>
  );
}

interface RenameProps {
  user: UserDetails;
  isPending: boolean;
  onRename(name: string): void;
  onClose(): void;
}

function RenameDialog({ user, isPending, onRename, onClose }: RenameProps) {
  const texts = useTexts();
  const [value, setValue] = useState(user.name);
  return (
    <FormDialog
      title={texts.person.rename}
      onClose={onClose}
      submit={texts.common.save}
      isPending={isPending}
      isDisabled={value.trim() === '' || value === user.name}
      onSubmit={() => onRename(value.trim())}
    >
      <Field label={texts.people.name} at="#/name" value={value} onChange={setValue} autoFocus />
      <ChangedMeanwhile user={user} />
    </FormDialog>
  );
}
