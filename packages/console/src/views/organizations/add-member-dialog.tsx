import { useState } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import { ApiError } from '../../api/problem.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { FormDialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { useAction } from '../../ui/use-action.ts';

interface AddMemberProps {
  organization: string;
  onClose(): void;
}

/** A person who has an account, by an address of theirs. */
export function AddMemberDialog({ organization, onClose }: AddMemberProps) {
  const texts = useTexts();
  const [text, setText] = useState('');
  const email = text.trim();
  /** @throws ApiError at the field when there is none */
  async function find() {
    const [user] = bodyOf(await api.GET('/users', { params: { query: { email } } })).items;
    if (user) return { params: { path: { organization, id: user.id } } };
    const detail = fill(texts.organizations.noPerson, { email });
    throw new ApiError({
      ...{ code: 'not_found', status: 404 },
      errors: [{ pointer: '#/email', detail }],
    });
  }
  const add = useAction({
    run: async () => api.PUT('/organizations/{organization}/members/{id}', await find()),
    done: () => fill(texts.organizations.added, { email }),
    changes: [['organizations']],
    takeBack: async () => api.DELETE('/organizations/{organization}/members/{id}', await find()),
    onDone: onClose,
  });
  return (
    <FormDialog
      title={texts.organizations.add}
      onClose={onClose}
      submit={texts.organizations.add}
      isPending={add.isPending}
      isDisabled={!email.includes('@')}
      onSubmit={() => add.mutate()}
    >
      <Field
        label={texts.invitations.email}
        at="#/email"
        note={texts.organizations.addNote}
        inputType="email"
        value={text}
        onChange={setText}
        autoFocus
      />
    </FormDialog>
  );
}
