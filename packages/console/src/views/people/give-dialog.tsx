import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTexts } from '../../texts/texts.ts';
import { FormDialog } from '../../ui/dialog.tsx';
import { EndField, endOf } from '../../ui/end-field.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Picker } from '../../ui/picker.tsx';
import { groupChoices, roleChoices } from './choices.ts';
import { groupsQuery, rolesQuery } from './users.ts';

/** A role or a group that is given, and when that ends by itself. */
export interface Given {
  name: string;
  end: string | null;
  /** The way back changes one thing, whatever else was done. */
  isUndo?: boolean;
}

interface GiveDialogProps {
  kind: 'role' | 'group';
  held: readonly string[];
  isPending: boolean;
  onGive(given: Given): void;
  onClose(): void;
  children?: ReactNode;
}

/** One more role or group, for good or until a moment. */
export function GiveDialog({ kind, held, isPending, onGive, onClose, children }: GiveDialogProps) {
  const texts = useTexts()[kind === 'role' ? 'roles' : 'groups'];
  const [name, setName] = useState<string | null>(null);
  const [end, setEnd] = useState('');
  const roles = useQuery({ ...rolesQuery, enabled: kind === 'role' });
  const groups = useQuery({ ...groupsQuery, enabled: kind === 'group' });
  const error = roles.error ?? groups.error;
  const choices = [...roleChoices(roles.data ?? []), ...groupChoices(groups.data ?? [])].filter(
    ({ id }) => !held.includes(id),
  );
  return (
    <FormDialog
      title={texts.give}
      onClose={onClose}
      submit={texts.give}
      isPending={isPending}
      isDisabled={name === null}
      onSubmit={() => name !== null && onGive({ name, end: endOf(end) })}
    >
      {error ? (
        <ErrorNote error={error} />
      ) : (
        (roles.data ?? groups.data) && (
          <Picker label={texts.one} choices={choices} value={name} onChange={setName} />
        )
      )}
      <EndField value={end} onChange={setEnd} />
      {children}
    </FormDialog>
  );
}
