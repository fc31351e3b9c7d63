import { useState } from 'react';
import { useTexts } from '../../texts/texts.ts';
import { InviteForm } from '../people/invite-form.tsx';
import { RolePicker } from '../people/role-picker.tsx';

interface InviteIntoProps {
  organization: string;
  onClose(): void;
}

/** A mail with a link, by which a person becomes a member. */
export function InviteIntoDialog({ organization, onClose }: InviteIntoProps) {
  const texts = useTexts().organizations;
  const [role, setRole] = useState<string | null>(null);
  const more = { organization, organization_roles: role === null ? [] : [role] };
  return (
    <InviteForm more={more} onClose={onClose}>
      <RolePicker label={texts.roleWithin} value={role} onChange={setRole} isOptional />
    </InviteForm>
  );
}
