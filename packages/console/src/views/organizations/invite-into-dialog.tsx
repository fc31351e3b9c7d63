import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { fill, useTexts, useTold } from '../../texts/texts.ts';
import { FormDialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Picker } from '../../ui/picker.tsx';
import { useAction } from '../../ui/use-action.ts';
import { rolesQuery } from '../people/users.ts';

interface InviteIntoProps {
  organization: string;
  onClose(): void;
}

/** A mail with a link, by which a person becomes a member. */
export function InviteIntoDialog({ organization, onClose }: InviteIntoProps) {
  const texts = useTexts();
  const { language } = useTold();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<string | null>(null);
  const roles = useQuery(rolesQuery);
  const invite = useAction({
    run: () =>
      api.POST('/invitations', {
        body: {
          ...{ email, language, organization },
          organization_roles: role === null ? [] : [role],
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
      {roles.data && (
        <Picker
          label={texts.organizations.roleWithin}
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
