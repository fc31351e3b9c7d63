import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { FormDialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { useAction } from '../../ui/use-action.ts';

/** What a name would be as a key. */
const keyOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 63);

export function NewOrganizationDialog({ onClose }: { onClose(): void }) {
  const texts = useTexts().organizations;
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [typed, setTyped] = useState<string | null>(null);
  const name = text.trim();
  const key = typed ?? keyOf(name);
  const make = useAction({
    run: () => api.POST('/organizations', { body: { key, name } }),
    done: () => fill(texts.made, { name }),
    changes: [['organizations']],
    takeBack: async () => {
      const params = { path: { organization: key } };
      const answer = await api.DELETE('/organizations/{organization}', { params });
      await navigate({ to: '/organizations' });
      return answer;
    },
    onDone() {
      onClose();
      void navigate({ to: '/organizations/$key', params: { key } });
    },
  });
  return (
    <FormDialog
      title={texts.make}
      onClose={onClose}
      submit={texts.make}
      isPending={make.isPending}
      isDisabled={name === '' || key === ''}
      onSubmit={() => make.mutate()}
    >
      <Field label={texts.name} at="#/name" value={text} onChange={setText} autoFocus />
      <Field label={texts.key} at="#/key" note={texts.keyNote} value={key} onChange={setTyped} />
    </FormDialog>
  );
}
