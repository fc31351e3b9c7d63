import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ComboBox, Input, ListBox, ListBoxItem, Popover } from 'react-aria-components';
import { useTexts } from '../texts/texts.ts';
import { findUsersQuery } from '../views/people/users.ts';
import { Icon } from './icon.tsx';

interface PersonPickerProps {
  label: string;
  onChange(id: string): void;
}

/** One of all people, found as one types. */
export function PersonPicker({ label, onChange }: PersonPickerProps) {
  const [text, setText] = useState('');
  const texts = useTexts().frame;
  const { data = [] } = useQuery({ ...findUsersQuery(text), enabled: text.length > 1 });
  return (
    <ComboBox
      className="search-field"
      aria-label={label}
      inputValue={text}
      onInputChange={setText}
      items={text.length > 1 ? data : []}
      value={null}
      onChange={(key) => key !== null && onChange(String(key))}
      allowsEmptyCollection={text.length > 1}
    >
      <Icon name="search" />
      <Input className="input" placeholder={label} />
      <Popover className="react-aria-Popover picker-list">
        <ListBox
          className="menu"
          renderEmptyState={() => <p className="quiet palette-empty">{texts.nothingFound}</p>}
        >
          {({ id, name, email }: (typeof data)[number]) => (
            <ListBoxItem id={id} textValue={name} className="menu-item">
              <span className="menu-item-text">
                {name}
                <span className="quiet small">{email}</span>
              </span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
