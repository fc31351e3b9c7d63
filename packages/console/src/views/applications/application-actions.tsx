import { useNavigate } from '@tanstack/react-router';
import { api } from '../../api/client.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm, useDialog } from '../../ui/dialog.tsx';
import { MoreMenu } from '../../ui/more-menu.tsx';
import { useAction } from '../../ui/use-action.ts';
import { useChange } from '../../ui/use-change.ts';
import { ClientMeanwhile } from './client-meanwhile.tsx';
import type { ClientDetails } from './clients.ts';
import { EditDialog, type Edited } from './edit-dialog.tsx';

type Changeable = Partial<Edited> & { disabled?: boolean };

/** What can be done to a client as a whole. What a file declares is stopped here, and changed there. */
export function ApplicationActions({ client }: { client: ClientDetails }) {
  const { id, name, disabled } = client;
  const texts = useTexts().applications;
  const navigate = useNavigate();
  const { open, show, close } = useDialog<'edit' | 'stop' | 'delete'>();
  const change = useChange<Changeable>({
    patch: (to, headers) =>
      api.PATCH('/clients/{id}', { params: { path: { id } }, headers, body: to }),
    done: (to) =>
      to.disabled === undefined
        ? fill(texts.edited, { name: to.name ?? name })
        : fill(to.disabled ? texts.stopDone : texts.startDone, { name }),
    changes: [['clients']],
    onDone: close,
  });
  const remove = useAction({
    run: () =>
      api.DELETE('/clients/{id}', {
        params: { path: { id } },
        headers: { 'If-Match': client.etag },
      }),
    done: () => fill(texts.deleted, { name }),
    changes: [['clients']],
    onDone: () => void navigate({ to: '/applications' }),
  });
  const changeTo = (to: Changeable) => {
    const { name, redirect_uris, apis } = client;
    const from = to.disabled === undefined ? { name, redirect_uris, apis } : { disabled };
    change.mutate({ to, from, ifMatch: client.etag });
  };
  return (
    <>
      {!client.declared && <Button onPress={() => show('edit')}>{texts.edit}</Button>}
      <Button
        kind={disabled ? 'primary' : 'danger'}
        isPending={change.isPending}
        onPress={() => (disabled ? changeTo({ disabled: false }) : show('stop'))}
      >
        {disabled ? texts.start : texts.stop}
      </Button>
      {!client.declared && (
        <MoreMenu
          label={texts.more}
          actions={[
            { id: 'delete', text: texts.delete, isDangerous: true, onAction: () => show('delete') },
          ]}
        />
      )}
      {open === 'delete' && (
        <Confirm
          title={fill(texts.deleteTitle, { name })}
          text={texts.deleteText}
          typed={id}
          submit={texts.delete}
          isPending={remove.isPending}
          onConfirm={() => remove.mutate()}
          onClose={close}
        >
          <ClientMeanwhile client={client} />
        </Confirm>
      )}
      {open === 'edit' && (
        <EditDialog
          client={client}
          isPending={change.isPending}
          onEdit={changeTo}
          onClose={close}
        />
      )}
      {open === 'stop' && (
        <Confirm
          title={fill(texts.stopTitle, { name })}
          text={texts.stopText}
          submit={texts.stop}
          isPending={change.isPending}
          onConfirm={() => changeTo({ disabled: true })}
          onClose={close}
        >
          <ClientMeanwhile client={client} />
        </Confirm>
      )}
    </>
  );
}
