import { useState } from 'react';
import type { Answer } from '../../api/answers.ts';
import { api } from '../../api/client.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { FormDialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Picker } from '../../ui/picker.tsx';
import { useAction } from '../../ui/use-action.ts';
import { bodyOfDraft, type Draft, type Kind, kinds, lacks, settingsOf } from './provider-fields.ts';

interface ProviderDialogProps {
  /** The one that is changed, and what is sent along so that it is of this very state. */
  stored?: { provider: Answer<'/providers/{id}'>; etag: string };
  onClose(): void;
}

const empty: Draft = {
  ...{ id: '', type: 'oidc', name: '', client_id: '', secret: '' },
  ...{ domains: '', trusted: '', settings: {} },
};

/** Makes a provider or changes one. Fields are called as in the configuration file. */
export function ProviderDialog({ stored, onClose }: ProviderDialogProps) {
  const texts = useTexts().providers;
  const [draft, setDraft] = useState<Draft>(() => (stored ? draftOf(stored.provider) : empty));
  const set = (changed: Partial<Draft>) => setDraft({ ...draft, ...changed });
  const save = useAction({
    run: () => {
      const body = bodyOfDraft(draft);
      if (!stored) {
        const { id, type } = draft;
        return api.POST('/providers', { body: { ...body, id: id.trim(), type } });
      }
      const params = { path: { id: draft.id } };
      return api.PATCH('/providers/{id}', { params, headers: { 'If-Match': stored.etag }, body });
    },
    done: () => fill(texts.saved, { name: draft.name || draft.id }),
    changes: [['providers']],
    // What a secret was is not known any more: a change of one is not taken back.
    takeBack: stored
      ? undefined
      : () => api.DELETE('/providers/{id}', { params: { path: { id: draft.id.trim() } } }),
    onDone: onClose,
  });
  const secretName = draft.type === 'apple' ? 'private_key' : 'client_secret';
  const title = stored ? fill(texts.changeTitle, { name: draft.name }) : texts.add;
  return (
    <FormDialog
      title={title}
      onClose={onClose}
      submit={stored ? texts.save : texts.add}
      isPending={save.isPending}
      isDisabled={lacks(draft, !stored)}
      onSubmit={() => save.mutate()}
    >
      {!stored && (
        <>
          <Picker
            label={texts.kind}
            choices={kinds.map((id) => ({ id }))}
            value={draft.type}
            onChange={(type) => type && set({ type: type as Kind, settings: {} })}
          />
          <Field
            label={texts.id}
            at="#/id"
            note={fill(texts.idNote, { id: draft.id || 'id' })}
            value={draft.id}
            onChange={(id) => set({ id })}
          />
        </>
      )}
      <Field label={texts.name} at="#/name" value={draft.name} onChange={(name) => set({ name })} />
      {settingsOf[draft.type].map((each) => {
        const key = each.replace('?', '');
        return (
          <Field
            key={key}
            label={key}
            at={`#/settings/${key}`}
            value={String(draft.settings[key] ?? '')}
            onChange={(value) => set({ settings: { ...draft.settings, [key]: value } })}
          />
        );
      })}
      <Field
        label="client_id"
        at="#/client_id"
        value={draft.client_id}
        onChange={(client_id) => set({ client_id })}
        autoComplete="off"
      />
      <Field
        label={secretName}
        at={`#/${secretName}`}
        note={stored && texts.secretNote}
        value={draft.secret}
        onChange={(secret) => set({ secret })}
        inputType="password"
        autoComplete="off"
      />
      <Field
        label={texts.domains}
        at="#/domains"
        value={draft.domains}
        onChange={(domains) => set({ domains })}
        placeholder="example.com"
      />
      <Field
        label={texts.trusted}
        at="#/trusted_for_domains"
        note={texts.trustedNote}
        value={draft.trusted}
        onChange={(trusted) => set({ trusted })}
      />
    </FormDialog>
  );
}

const draftOf = (provider: Answer<'/providers/{id}'>): Draft => {
  const { id, type, name, client_id, domains, trusted_for_domains: trusted, settings } = provider;
  return {
    ...{ id, type: type as Kind, name, client_id, secret: '', settings },
    ...{ domains: domains.join(', '), trusted: trusted.join(', ') },
  };
};
