import { useState } from 'react';
import { api } from '../../api/client.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { FormDialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { useAction } from '../../ui/use-action.ts';

/** What tokens can be for, and what can be allowed there. */
export function NewApiDialog({ onClose }: { onClose(): void }) {
  const texts = useTexts().matrix;
  const [id, setId] = useState('');
  const [name, setName] = useState('');
  const [permissions, setPermissions] = useState('');
  const make = useAction({
    run: () =>
      api.POST('/apis', {
        body: {
          id: id.trim(),
          name: name.trim(),
          permissions: permissions.split(/[\s,]+/).filter(Boolean),
        },
      }),
    done: () => fill(texts.apiMade, { name: name.trim() }),
    changes: [['apis']],
    onDone: onClose,
  });
  return (
    <FormDialog
      title={texts.makeApi}
      onClose={onClose}
      submit={texts.makeApi}
      isPending={make.isPending}
      isDisabled={id.trim() === '' || name.trim() === ''}
      onSubmit={() => make.mutate()}
    >
      <Field label={texts.apiName} at="#/name" value={name} onChange={setName} autoFocus />
      <Field
        label={texts.apiId}
        at="#/id"
        note={texts.apiIdNote}
        placeholder="https://orders.example"
        value={id}
        onChange={setId}
      />
      <Field
        label={texts.apiPermissions}
        at="#/permissions"
        note={texts.apiPermissionsNote}
        placeholder="orders:read orders:refund"
        value={permissions}
        onChange={setPermissions}
      />
      <p className="quiet small">{texts.apiRoute}</p>
    </FormDialog>
  );
}
