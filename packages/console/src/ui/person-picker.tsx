import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { MenuTrigger, Popover } from 'react-aria-components';
import { useTexts } from '../texts/texts.ts';
import { findUsersQuery, type User } from '../views/people/users.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import { SearchMenu } from './search-menu.tsx';

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
  const { write, choose } = useTexts().common;
  const [text, setText] = useState('');
  const isSearched = text.length > 1;
  const { data = [] } = useQuery({ ...findUsersQuery(text), enabled: isSearched });
  return (
    <MenuTrigger onOpenChange={() => setText('')}>
      {value === undefined ? (
        <Button size={size}>
          <Icon name="search" size={size === 'small' ? 14 : 16} />
          {label}
        </Button>
      ) : (
        <Button kind="picker" aria-label={`${label}: ${value ?? choose}`}>
          <span className={value === null ? 'quiet' : ''}>{value ?? choose}</span>
          <Icon name="chevron" size={16} />
        </Button>
      )}
      <Popover className="react-aria-Popover picker-list">
        <SearchMenu
          label={label}
          text={text}
          onText={setText}
          entries={isSearched ? data : []}
          {...(!isSearched && { empty: write })}
          onAction={onChange}
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
