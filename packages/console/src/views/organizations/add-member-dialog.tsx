import { useState } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { FormDialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { toast } from '../../ui/toasts.tsx';
import { useAction } from '../../ui/use-action.ts';

interface AddMemberProps {
  organization: string;
  onClose(): void;
}

/** A person who has an account, by an address of theirs. */
export function AddMemberDialog({ organization, onClose }: AddMemberProps) {
  const texts = useTexts();
  const [email, setEmail] = useState('');
  const add = useAction<string>({
    run: (id) =>
      api.PUT('/organizations/{organization}/members/{id}', {
        params: { path: { organization, id } },
      }),
    done: () => fill(texts.organizations.added, { email }),
    changes: [['organizations']],
    takeBack: (id) =>
      api.DELETE('/organizations/{organization}/members/{id}', {
        params: { path: { organization, id } },
      }),
    onDone: onClose,
  });
  async function find(): Promise<void> {
    const found = await api.GET('/users', { params: { query: { email: email.trim() } } });
    const [user] = bodyOf(found).items;
    if (user) add.mutate(user.id);
    else toast({ text: fill(texts.organizations.noPerson, { email }), kind: 'failed' });
  }
  return (
    <FormDialog
      title={texts.organizations.add}
      onClose={onClose}
      submit={texts.organizations.add}
      isPending={add.isPending}
      isDisabled={!email.includes('@')}
      onSubmit={() => void find()}
    >
      <Field
        label={texts.invitations.email}
        note={texts.organizations.addNote}
        inputType="email"
        value={email}
        onChange={setEmail}
        autoFocus
      />
    </FormDialog>
  );
}
