import { useState } from 'react';
import { api as client } from '../../api/client.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { FormDialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useAction } from '../../ui/use-action.ts';
import type { ApiDetails } from './roles.ts';

interface Action {
  name: string;
  permission: string;
  text: string;
}

/** A type of single resources, with what can be allowed on one, and the permission that each action stands for. */
export function AddTypeDialog({ api, onClose }: { api: ApiDetails; onClose(): void }) {
  const texts = useTexts().apiView;
  const [type, setType] = useState('');
  const [hierarchical, setHierarchical] = useState(false);
  const empty: Action = { name: '', permission: api.permissions[0] ?? '', text: '' };
  const [actions, setActions] = useState([empty]);
  const name = type.trim();
  /** It is sent behind those that there are. */
  const at = `#/authorization_details/${api.authorization_details.length}`;
  const set = (at: number, changed: Partial<Action>) =>
    setActions(actions.map((each, index) => (index === at ? { ...each, ...changed } : each)));
  const save = (types: ApiDetails['authorization_details'], etag?: string) =>
    client.PATCH('/apis/{api}', {
      params: { path: { api: api.key } },
      ...(etag !== undefined && { headers: { 'If-Match': etag } }),
      body: { authorization_details: types },
    });
  const add = useAction({
    run: () =>
      save([...api.authorization_details, { type: name, hierarchical, actions }], api.etag),
    done: () => fill(texts.typeAdded, { name }),
    changes: [['apis']],
    takeBack: () => save(api.authorization_details),
    onDone: onClose,
  });
  return (
    <FormDialog
      title={texts.addType}
      onClose={onClose}
      submit={texts.addType}
      isPending={add.isPending}
      isDisabled={name === '' || actions.some((each) => !each.name || !each.text)}
      onSubmit={() => add.mutate()}
    >
      <Field
        label={texts.typeName}
        at={`${at}/type`}
        note={texts.typeNameNote}
        value={type}
        onChange={setType}
        autoFocus
      />
      <label className="check">
        <input
          type="checkbox"
          checked={hierarchical}
          onChange={({ target }) => setHierarchical(target.checked)}
        />
        {texts.treeNote}
      </label>
      {actions.map((action, index) => (
        <fieldset key={index} className="type-action">
          <legend className="field-label">{fill(texts.action, { number: index + 1 })}</legend>
          <Field
            label={texts.actionName}
            at={`${at}/actions/${index}/name`}
            value={action.name}
            onChange={(value) => set(index, { name: value })}
          />
          <label className="field">
            <span className="field-label">{texts.actionPermission}</span>
            <select
              className="input"
              value={action.permission}
              onChange={({ target }) => set(index, { permission: target.value })}
            >
              {api.permissions.map((each) => (
                <option key={each}>{each}</option>
              ))}
            </select>
          </label>
          <Field
            label={texts.actionText}
            at={`${at}/actions/${index}/text`}
            note={texts.actionTextNote}
            value={action.text}
            onChange={(text) => set(index, { text })}
          />
        </fieldset>
      ))}
      <div>
        <Button size="small" onPress={() => setActions([...actions, empty])}>
          <Icon name="plus" size={14} />
          {texts.oneMore}
        </Button>
      </div>
    </FormDialog>
  );
}
