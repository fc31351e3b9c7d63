import { useState } from 'react';
import { fill, useTexts } from '../../texts/texts.ts';
import { FormDialog } from '../../ui/dialog.tsx';
import { EndField, endOf } from '../../ui/end-field.tsx';
import { Field } from '../../ui/field.tsx';
import { ChangedMeanwhile } from './changed-meanwhile.tsx';
import type { UserDetails } from './users.ts';

interface DisableProps {
  user: UserDetails;
  isPending: boolean;
  onDisable(how: { disabled_until: string | null; reason?: string }): void;
  onClose(): void;
}

/** Keeps a person out: until when, and why. Both may stay empty, as one may be in a hurry. */
export function DisableDialog({ user, isPending, onDisable, onClose }: DisableProps) {
  const texts = useTexts().person;
  const [end, setEnd] = useState('');
  const [reason, setReason] = useState('');
  const why = reason.trim();
  return (
    <FormDialog
      title={fill(texts.disableTitle, { name: user.name })}
      onClose={onClose}
      submit={texts.disable}
      kind="danger"
      isPending={isPending}
      onSubmit={() => onDisable({ disabled_until: endOf(end), ...(why && { reason: why }) })}
    >
      <p>{texts.disableText}</p>
      <Field
        label={texts.reason}
        at="#/reason"
        note={texts.reasonNote}
        value={reason}
        onChange={setReason}
        autoFocus
      />
      <EndField value={end} onChange={setEnd} note={texts.disableEndNote} />
      <ChangedMeanwhile user={user} />
    </FormDialog>
  );
}
