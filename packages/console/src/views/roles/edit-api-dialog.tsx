import { useState } from 'react';
import { api as client } from '../../api/client.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { FormDialog } from '../../ui/dialog.tsx';
import { listed } from '../../ui/differences.ts';
import { Field } from '../../ui/field.tsx';
import { Meanwhile } from '../../ui/meanwhile.tsx';
import { useAction } from '../../ui/use-action.ts';
import type { ApiDetails } from './roles.ts';

/** Name and permissions, and whether the identifiers of a type are paths. */
export function EditApiDialog({ api, onClose }: { api: ApiDetails; onClose(): void }) {
  const { matrix, apiView } = useTexts();
  const { save } = useTexts().common;
  const [name, setName] = useState(api.name);
  const [permissions, setPermissions] = useState(api.permissions.join(' '));
  const treesOf = ({ authorization_details: types }: ApiDetails) =>
    types.flatMap(({ type, hierarchical }) => (hierarchical ? [type] : []));
  const [trees, setTrees] = useState(treesOf(api));
  const edit = useAction({
    run: () =>
      client.PATCH('/apis/{api}', {
        params: { path: { api: api.key } },
        headers: { 'If-Match': api.etag },
        body: {
          name: name.trim(),
          permissions: permissions.split(/[\s,]+/).filter(Boolean),
          authorization_details: api.authorization_details.map((each) => ({
            ...each,
            hierarchical: trees.includes(each.type),
          })),
        },
      }),
    done: () => fill(apiView.saved, { name: name.trim() }),
    changes: [['apis'], ['roles']],
    takeBack: () =>
      client.PATCH('/apis/{api}', {
        params: { path: { api: api.key } },
        body: {
          name: api.name,
          permissions: api.permissions,
          authorization_details: api.authorization_details,
        },
      }),
    onDone: onClose,
  });
  return (
    <FormDialog
      title={apiView.edit}
      onClose={onClose}
      submit={save}
      isPending={edit.isPending}
      isDisabled={name.trim() === ''}
      onSubmit={() => edit.mutate()}
    >
      <Field label={matrix.apiName} at="#/name" value={name} onChange={setName} autoFocus />
      <Field
        label={matrix.apiPermissions}
        at="#/permissions"
        note={apiView.permissionsNote}
        value={permissions}
        onChange={setPermissions}
      />
      {api.authorization_details.length > 0 && (
        <fieldset className="kinds checks">
          <legend className="label">{apiView.treeNote}</legend>
          {api.authorization_details.map(({ type }) => (
            <label key={type} className="check">
              <input
                type="checkbox"
                checked={trees.includes(type)}
                onChange={({ target }) =>
                  setTrees(
                    target.checked ? [...trees, type] : trees.filter((each) => each !== type),
                  )
                }
              />
              {type}
            </label>
          ))}
        </fieldset>
      )}
      <Meanwhile
        etag={api.etag}
        facts={{
          [matrix.apiName]: api.name,
          [matrix.apiPermissions]: listed(api.permissions),
          [apiView.tree]: listed(treesOf(api)),
        }}
      />
    </FormDialog>
  );
}
