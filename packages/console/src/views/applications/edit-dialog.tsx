import { useState } from 'react';
import { useTexts } from '../../texts/texts.ts';
import { FormDialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { ApiChecks } from './api-checks.tsx';
import { ClientMeanwhile } from './client-meanwhile.tsx';
import type { ClientDetails } from './clients.ts';

export interface Edited {
  name: string;
  redirect_uris: string[];
  apis: string[];
}

interface EditProps {
  client: ClientDetails;
  isPending: boolean;
  onEdit(edited: Edited): void;
  onClose(): void;
}

const wordsOf = (text: string): string[] => text.split(/\s+/).filter(Boolean);

/** What is changed most often. The rest is the API's. */
export function EditDialog({ client, isPending, onEdit, onClose }: EditProps) {
  const texts = useTexts();
  const [name, setName] = useState(client.name);
  const [redirects, setRedirects] = useState(client.redirect_uris.join(' '));
  const [apis, setApis] = useState<string[]>(client.apis);
  const hasRedirects = client.grants.includes('authorization_code');
  return (
    <FormDialog
      title={texts.applications.edit}
      onClose={onClose}
      submit={texts.common.save}
      isPending={isPending}
      isDisabled={name.trim() === ''}
      onSubmit={() => onEdit({ name: name.trim(), redirect_uris: wordsOf(redirects), apis })}
    >
      <Field
        label={texts.wizard.name}
        note={texts.wizard.nameNote}
        value={name}
        onChange={setName}
        autoFocus
      />
      {hasRedirects && (
        <Field
          label={texts.wizard.redirects}
          note={texts.wizard.redirectsNotes.web}
          value={redirects}
          onChange={setRedirects}
        />
      )}
      <ApiChecks chosen={apis} onChange={setApis} />
      <ClientMeanwhile client={client} />
    </FormDialog>
  );
}
