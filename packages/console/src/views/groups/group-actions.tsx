import { useNavigate } from '@tanstack/react-router';
import { api } from '../../api/client.ts';
import { useMay } from '../../app/session.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm, useDialog } from '../../ui/dialog.tsx';
import { MoreMenu } from '../../ui/more-menu.tsx';
import { useAction } from '../../ui/use-action.ts';
import type { GroupDetails } from './groups.ts';
import { NewGroupDialog } from './new-group-dialog.tsx';

interface GroupActionsProps {
  group: GroupDetails;
  etag: string;
}

/** What can be done to a group as a whole. */
export function GroupActions({ group: { name, declared }, etag }: GroupActionsProps) {
  const texts = useTexts().groupsView;
  const navigate = useNavigate();
  const may = useMay<'POST /groups' | 'DELETE /groups/{group}'>('groups:write here');
  const { open, show, close } = useDialog<'make' | 'delete'>();
  const remove = useAction({
    run: () =>
      api.DELETE('/groups/{group}', {
        params: { path: { group: name } },
        headers: { 'If-Match': etag },
      }),
    done: () => fill(texts.deleted, { name }),
    changes: [['groups']],
    onDone: () => void navigate({ to: '/groups' }),
  });
  if (!may) return null;
  return (
    <>
      <Button onPress={() => show('make')}>{fill(texts.makeIn, { name })}</Button>
      {!declared && (
        <MoreMenu
          label={texts.more}
          actions={[
            { id: 'delete', text: texts.delete, isDangerous: true, onAction: () => show('delete') },
          ]}
        />
      )}
      {open === 'make' && <NewGroupDialog parent={name} onClose={close} />}
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
