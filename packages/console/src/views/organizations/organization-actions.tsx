import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { useMay } from '../../app/session.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Confirm, FormDialog, useDialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { MoreMenu } from '../../ui/more-menu.tsx';
import { useAction } from '../../ui/use-action.ts';
import type { OrganizationDetails } from './organizations.ts';

interface OrganizationActionsProps {
  organization: OrganizationDetails;
  etag: string;
}

/** What can be done to an organization as a whole. */
export function OrganizationActions({ organization, etag }: OrganizationActionsProps) {
  const { key, name, disabled } = organization;
  const texts = useTexts().organizations;
  const navigate = useNavigate();
  const may = useMay<
    'PATCH /organizations/{organization}' | 'DELETE /organizations/{organization}'
  >('organizations:write');
  const { open, show, close } = useDialog<'rename' | 'disable' | 'delete'>();
  const [text, setText] = useState(name);
  const of = { params: { path: { organization: key } }, headers: { 'If-Match': etag } };
  /** Changes one thing, whatever else was done. */
  const back = { params: of.params };
  const changes = [['organizations']];
  const rename = useAction({
    run: () => api.PATCH('/organizations/{organization}', { ...of, body: { name: text.trim() } }),
    done: () => fill(texts.renamed, { name: text.trim() }),
    changes,
    takeBack: () => api.PATCH('/organizations/{organization}', { ...back, body: { name } }),
    onDone: close,
  });
  const turn = useAction({
    run: () => api.PATCH('/organizations/{organization}', { ...of, body: { disabled: !disabled } }),
    done: () => fill(disabled ? texts.isEnabled : texts.isDisabled, { name }),
    changes,
    takeBack: () => api.PATCH('/organizations/{organization}', { ...back, body: { disabled } }),
    onDone: close,
  });
  const remove = useAction({
    run: () => api.DELETE('/organizations/{organization}', of),
    done: () => fill(texts.deleted, { name }),
    changes,
    onDone: () => void navigate({ to: '/organizations' }),
  });
  if (!may) return null;
  return (
    <>
      <MoreMenu
        label={texts.more}
        actions={[
          {
            id: 'rename',
            text: texts.rename,
            onAction() {
              setText(name);
              show('rename');
            },
          },
          disabled
            ? { id: 'enable', text: texts.enable, onAction: () => turn.mutate() }
            : {
                id: 'disable',
                text: texts.disable,
                isDangerous: true,
                onAction: () => show('disable'),
              },
          { id: 'delete', text: texts.delete, isDangerous: true, onAction: () => show('delete') },
        ]}
      />
      {open === 'rename' && (
        <FormDialog
          title={texts.rename}
          onClose={close}
          submit={texts.rename}
          isPending={rename.isPending}
          isDisabled={text.trim() === ''}
          onSubmit={() => rename.mutate()}
        >
          <Field label={texts.name} at="#/name" value={text} onChange={setText} autoFocus />
        </FormDialog>
      )}
      {open === 'disable' && (
        <Confirm
          title={fill(texts.disableTitle, { name })}
          text={texts.disableText}
          submit={texts.disable}
          isPending={turn.isPending}
          onConfirm={() => turn.mutate()}
          onClose={close}
        />
      )}
      {open === 'delete' && (
        <Confirm
          title={fill(texts.deleteTitle, { name })}
          text={texts.deleteText}
          submit={texts.delete}
          isPending={remove.isPending}
          onConfirm={() => remove.mutate()}
          onClose={close}
        />
      )}
    </>
  );
}
