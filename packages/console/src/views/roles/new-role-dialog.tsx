import { useState } from 'react';
import { api } from '../../api/client.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { FormDialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { useAction } from '../../ui/use-action.ts';

/** A role without permissions, which are then given in the matrix. */
export function NewRoleDialog({ onClose }: { onClose(): void }) {
  const texts = useTexts().matrix;
  const [text, setText] = useState('');
  const name = text.trim();
  const make = useAction({
    run: () => api.POST('/roles', { body: { name } }),
    done: () => fill(texts.roleMade, { name }),
    changes: [['roles']],
    takeBack: () => api.DELETE('/roles/{role}', { params: { path: { role: name } } }),
    onDone: onClose,
  });
  return (
    <FormDialog
      title={texts.makeRole}
      onClose={onClose}
      submit={texts.makeRole}
      isPending={make.isPending}
      isDisabled={name === ''}
      onSubmit={() => make.mutate()}
    >
      <Field label={texts.roleName} at="#/name" value={text} onChange={setText} autoFocus />
    </FormDialog>
  );
}
