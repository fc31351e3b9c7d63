import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Copy } from '../../ui/copy.tsx';
import { FormDialog } from '../../ui/dialog.tsx';
import { dialogOnTop } from '../../ui/failures.ts';
import { Field } from '../../ui/field.tsx';
import type { UserDetails } from './users.ts';

/** Says why, and leads to the page on which it begins: there it is asked once more. */
export function ActAsDialog({ user, onClose }: { user: UserDetails; onClose(): void }) {
  const texts = useTexts().person;
  const [reason, setReason] = useState('');
  const offer = useMutation({
    mutationFn: async () =>
      bodyOf(
        await api.POST('/users/{id}/impersonations', {
          params: { path: { id: user.id } },
          body: { reason: reason.trim() },
        }),
      ),
    onError: (error) => dialogOnTop()?.(error),
  });
  const url = offer.data?.url;
  const open = () => {
    window.open(url, '_blank', 'noopener');
    onClose();
  };
  return (
    <FormDialog
      title={fill(texts.actTitle, { name: user.name })}
      onClose={onClose}
      submit={url ? texts.actOpen : texts.actAs}
      isPending={offer.isPending}
      isDisabled={reason.trim() === ''}
      onSubmit={url ? open : () => offer.mutate()}
    >
      {url ? (
        <>
          <p>{texts.actReady}</p>
          <div>
            <Copy text={url} />
          </div>
        </>
      ) : (
        <Field
          label={texts.actReason}
          at="#/reason"
          note={texts.actNote}
          value={reason}
          onChange={setReason}
          autoFocus
        />
      )}
    </FormDialog>
  );
}
