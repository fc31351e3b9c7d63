import { type ReactNode, useState } from 'react';
import { api } from '../../api/client.ts';
import type { paths } from '../../api/schema.ts';
import { fill, useTexts, useTold } from '../../texts/texts.ts';
import { FormDialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { useAction } from '../../ui/use-action.ts';

type Invitation = paths['/invitations']['post']['requestBody']['content']['application/json'];

interface InviteFormProps {
  /** Filled in at first. */
  email?: string;
  /** What else the invitation says. */
  more: Omit<Invitation, 'email' | 'language'>;
  onClose(): void;
  /** Fields below the address. */
  children?: ReactNode;
}

/** A mail with a link, by which a person makes an account or becomes a member. */
export function InviteForm({ email: given = '', more, onClose, children }: InviteFormProps) {
  const texts = useTexts().invitations;
  const { language } = useTold();
  const [email, setEmail] = useState(given);
  const invite = useAction({
    run: () => api.POST('/invitations', { body: { ...more, email, language } }),
    done: () => fill(texts.invited, { email }),
    changes: [['invitations']],
    onDone: onClose,
  });
  return (
    <FormDialog
      title={texts.invite}
      onClose={onClose}
      submit={texts.send}
      isPending={invite.isPending}
      isDisabled={!email.includes('@')}
      onSubmit={() => invite.mutate()}
    >
      <Field
        label={texts.email}
        at="#/email"
        inputType="email"
        value={email}
        onChange={setEmail}
        autoFocus
      />
      {children}
    </FormDialog>
  );
}
