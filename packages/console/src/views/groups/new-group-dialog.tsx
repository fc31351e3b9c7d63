import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { FormDialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { useAction } from '../../ui/use-action.ts';

interface NewGroupProps {
  /** The group that it is put below; null for none. */
  parent: string | null;
  onClose(): void;
}

export function NewGroupDialog({ parent, onClose }: NewGroupProps) {
  const texts = useTexts().groupsView;
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const name = text.trim();
  const make = useAction({
    run: () => api.POST('/groups', { body: { name, parent } }),
    done: () => fill(texts.made, { name }),
    changes: [['groups']],
    takeBack: async () => {
      const answer = await api.DELETE('/groups/{group}', { params: { path: { group: name } } });
      await navigate({ to: '/groups' });
      return answer;
    },
    onDone() {
      onClose();
      void navigate({ to: '/groups/$name', params: { name } });
    },
  });
  return (
    <FormDialog
      title={parent === null ? texts.make : fill(texts.makeIn, { name: parent })}
      onClose={onClose}
      submit={texts.make}
      isPending={make.isPending}
      isDisabled={name === ''}
      onSubmit={() => make.mutate()}
    >
      <Field label={texts.name} at="#/name" value={text} onChange={setText} autoFocus />
    </FormDialog>
  );
}
