import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { fill, useTexts, useTold } from '../../texts/texts.ts';
import { FormDialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Picker } from '../../ui/picker.tsx';
import { useAction } from '../../ui/use-action.ts';
import { groupsQuery, rolesQuery } from './users.ts';

interface InviteDialogProps {
  /** Filled in at first. */
  email?: string;
  onClose(): void;
}

/** A mail with a link, by which a person makes an account. */
export function InviteDialog({ email: given = '', onClose }: InviteDialogProps) {
  const texts = useTexts();
  const { language } = useTold();
  const [email, setEmail] = useState(given);
  const [name, setName] = useState('');
  const [role, setRole] = useState<string | null>(null);
  const [group, setGroup] = useState<string | null>(null);
  const roles = useQuery(rolesQuery);
  const groups = useQuery(groupsQuery);
  const invite = useAction({
    run: () =>
      api.POST('/invitations', {
        body: {
          email,
          language,
          ...(name.trim() && { name: name.trim() }),
          roles: role === null ? [] : [role],
          groups: group === null ? [] : [group],
        },
      }),
    done: () => fill(texts.invitations.invited, { email }),
    changes: [['invitations']],
    onDone: onClose,
  });
  return (
    <FormDialog
      title={texts.invitations.invite}
      isOpen
      onClose={onClose}
      submit={texts.invitations.send}
      isPending={invite.isPending}
      isDisabled={!email.includes('@')}
      onSubmit={() => invite.mutate()}
    >
      <Field
        label={texts.invitations.email}
        inputType="email"
        value={email}
        onChange={setEmail}
        autoFocus
      />
      <Field label={texts.invitations.name} value={name} onChange={setName} />
      {groups.data && (
        <Picker
          label={texts.invitations.group}
          choices={groups.data.map(({ name, roles }) => ({ id: name, note: roles.join(', ') }))}
          value={group}
          onChange={setGroup}
        />
      )}
      {roles.data && (
        <Picker
          label={texts.invitations.role}
          choices={roles.data.map(({ name, permissions }) => ({
            id: name,
            note: permissions.join(', '),
          }))}
          value={role}
          onChange={setRole}
        />
      )}
    </FormDialog>
  );
}
