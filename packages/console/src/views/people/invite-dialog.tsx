import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTexts } from '../../texts/texts.ts';
import { Field } from '../../ui/field.tsx';
import { Picker } from '../../ui/picker.tsx';
import { groupChoices } from './choices.ts';
import { InviteForm } from './invite-form.tsx';
import { RolePicker } from './role-picker.tsx';
import { groupsQuery } from './users.ts';

interface InviteDialogProps {
  /** Filled in at first. */
  email?: string;
  onClose(): void;
}

/** A mail with a link, by which a person makes an account. */
export function InviteDialog({ email = '', onClose }: InviteDialogProps) {
  const texts = useTexts().invitations;
  const [name, setName] = useState('');
  const [role, setRole] = useState<string | null>(null);
  const [group, setGroup] = useState<string | null>(null);
  const groups = useQuery(groupsQuery);
  const more = {
    ...(name.trim() && { name: name.trim() }),
    roles: role === null ? [] : [role],
    groups: group === null ? [] : [group],
  };
  return (
    <InviteForm email={email} more={more} onClose={onClose}>
      <Field label={texts.name} at="#/name" value={name} onChange={setName} />
      {groups.data && (
        <Picker
          label={texts.group}
          choices={groupChoices(groups.data)}
          value={group}
          onChange={setGroup}
          isOptional
        />
      )}
      <RolePicker label={texts.role} value={role} onChange={setRole} isOptional />
    </InviteForm>
  );
}
