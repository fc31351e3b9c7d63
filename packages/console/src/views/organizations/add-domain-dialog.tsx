import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '../../app/session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Choose } from '../../ui/choose.tsx';
import { FormDialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Picker } from '../../ui/picker.tsx';
import { providersQuery } from '../keys/providers-query.ts';
import type { NewDomain } from './organizations.ts';

interface AddDomainProps {
  isPending: boolean;
  onAdd(domain: NewDomain): void;
  onClose(): void;
}

/** The administrator vouches for the domain, or DNS has to prove it. */
export function AddDomainDialog({ isPending, onAdd, onClose }: AddDomainProps) {
  const texts = useTexts().organizations;
  const [domain, setDomain] = useState('');
  const [provider, setProvider] = useState<string | null>(null);
  const [admits, setAdmits] = useState(false);
  const maySee = useMay<'GET /providers'>('providers:read');
  const providers = useQuery({ ...providersQuery, enabled: maySee });
  return (
    <FormDialog
      title={texts.addDomain}
      onClose={onClose}
      submit={texts.addDomain}
      isPending={isPending}
      isDisabled={!domain.includes('.')}
      onSubmit={() => onAdd({ domain: domain.trim(), provider, admits })}
    >
      <Field
        label={texts.domain}
        at="#/domain"
        note={texts.domainNote}
        placeholder="acme.example"
        value={domain}
        onChange={setDomain}
        autoFocus
      />
      <Choose
        label={texts.newPeople}
        options={[
          { id: 'no', text: texts.stayOutside },
          { id: 'yes', text: texts.becomeMembers },
        ]}
        value={admits ? 'yes' : 'no'}
        onChange={(chosen) => setAdmits(chosen === 'yes')}
      />
      {providers.data && providers.data.length > 0 && (
        <Picker
          label={texts.provider}
          choices={providers.data.map(({ id, name }) => ({ id, note: name }))}
          value={provider}
          onChange={setProvider}
          isOptional
        />
      )}
    </FormDialog>
  );
}
