import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTexts } from '../texts/texts.ts';
import { findUsersQuery, type User } from '../views/people/users.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import { PickerMenu } from './picker-menu.tsx';

interface PersonPickerProps {
  label: string;
  /** Who was chosen, where that is to be seen: it looks like a field then. */
  value?: string | null;
  /** `small` beside the title of a section. */
  size?: 'small' | 'normal';
  onChange(person: User): void;
}

/** One of all people, found as one types. */
export function PersonPicker({ label, value, size = 'normal', onChange }: PersonPickerProps) {
  const { write } = useTexts().common;
  const [text, setText] = useState('');
  const isSearched = text.length > 1;
  const { data = [] } = useQuery({ ...findUsersQuery(text), enabled: isSearched });
  return (
    <PickerMenu
      label={label}
      value={value ?? null}
      button={
        value === undefined && (
          <Button size={size}>
            <Icon name="search" size={size === 'small' ? 14 : 16} />
            {label}
          </Button>
        )
      }
      text={text}
      onText={setText}
      entries={isSearched ? data : []}
      {...(!isSearched && { empty: write })}
      linesOf={({ name, email }) => [name, email]}
      onAction={onChange}
    />
  );
}
