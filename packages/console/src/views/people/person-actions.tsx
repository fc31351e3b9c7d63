import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { useAdministrator, usePermissions } from '../../app/session.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm, FormDialog, useDialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { MoreMenu } from '../../ui/more-menu.tsx';
import { useAction } from '../../ui/use-action.ts';
import { mayWriteUsers, type UserDetails } from './users.ts';

/** What can be done to an account as a whole. */
export function PersonActions({ user }: { user: UserDetails }) {
  const { id, name } = user;
  const texts = useTexts().person;
  const navigate = useNavigate();
  const { open, show, close } = useDialog<'rename' | 'delete'>();
  const { user: self } = useAdministrator();
  const changes = [['users']];
  const change = useAction<{ disabled?: boolean; must_change_password?: boolean; name?: string }>({
    run: (body) => api.PATCH('/users/{id}', { params: { path: { id } }, body }),
    done({ disabled, name: renamed }) {
      if (renamed !== undefined) return fill(texts.renamed, { name: renamed });
      if (disabled === undefined) return fill(texts.passwordAsked, { name });
      return fill(disabled ? texts.disabled : texts.enabled, { name });
    },
    changes,
    onDone: close,
  });
  const remove = useAction({
    run: () => api.DELETE('/users/{id}', { params: { path: { id } } }),
    done: () => fill(texts.deleted, { name }),
    changes: [['users', 'list']],
    onDone: () => void navigate({ to: '/people' }),
  });
  if (!mayWriteUsers(usePermissions())) return null;
  return (
    <>
      <Button
        kind={user.disabled ? 'primary' : 'danger'}
        isPending={change.isPending}
        isDisabled={self.sub === id}
        onPress={() => change.mutate({ disabled: !user.disabled })}
      >
        {user.disabled ? texts.enable : texts.disable}
      </Button>
      <MoreMenu
        label={texts.more}
        actions={[
          { id: 'rename', text: texts.rename, onAction: () => show('rename') },
          {
            id: 'password',
            text: texts.askPassword,
            onAction: () => change.mutate({ must_change_password: true }),
          },
          { id: 'delete', text: texts.delete, isDangerous: true, onAction: () => show('delete') },
        ]}
      />
      {open === 'rename' && (
        <RenameDialog
          name={name}
          isPending={change.isPending}
          onRename={(renamed) => change.mutate({ name: renamed })}
          onClose={close}
        />
      )}
      {open === 'delete' && (
        <Confirm
          title={fill(texts.deleteTitle, { name })}
          text={texts.deleteText}
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
  name: string;
  isPending: boolean;
  onRename(name: string): void;
  onClose(): void;
}

function RenameDialog({ name, isPending, onRename, onClose }: RenameProps) {
  const texts = useTexts();
  const [value, setValue] = useState(name);
  return (
    <FormDialog
      title={texts.person.rename}
      isOpen
      onClose={onClose}
      submit={texts.common.save}
      isPending={isPending}
      isDisabled={value.trim() === '' || value === name}
      onSubmit={() => onRename(value.trim())}
    >
      <Field label={texts.people.name} value={value} onChange={setValue} autoFocus />
    </FormDialog>
  );
}
