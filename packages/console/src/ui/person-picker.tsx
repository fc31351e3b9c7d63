import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { MenuTrigger, Popover } from 'react-aria-components';
import { useTexts } from '../texts/texts.ts';
import { findUsersQuery } from '../views/people/users.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import { SearchMenu } from './search-menu.tsx';

interface PersonPickerProps {
  label: string;
  onChange(id: string): void;
}

/** One of all people, found as one types. */
export function PersonPicker({ label, onChange }: PersonPickerProps) {
  const { write } = useTexts().common;
  const [text, setText] = useState('');
  const isSearched = text.length > 1;
  const { data = [] } = useQuery({ ...findUsersQuery(text), enabled: isSearched });
  return (
    <MenuTrigger onOpenChange={() => setText('')}>
      <Button>
        <Icon name="search" />
        {label}
      </Button>
      <Popover className="react-aria-Popover picker-list">
        <SearchMenu
          label={label}
          text={text}
          onText={setText}
          entries={isSearched ? data : []}
          {...(!isSearched && { empty: write })}
          onAction={({ id }) => onChange(id)}
        >
          {({ name, email }) => (
            <span className="menu-item-text">
              {name}
              <span className="quiet small">{email}</span>
            </span>
          )}
        </SearchMenu>
      </Popover>
    </MenuTrigger>
  );
}
