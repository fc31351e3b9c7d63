import type { ReactNode } from 'react';
import { Autocomplete, Input, Menu, MenuItem, TextField } from 'react-aria-components';
import { useTexts } from '../texts/texts.ts';
import { Icon } from './icon.tsx';

export interface SearchMenuProps<Entry> {
  label: string;
  text: string;
  onText(text: string): void;
  /** Those that fit the text. */
  entries: readonly Entry[];
  /** In place of entries, where there are none: that nothing fits, if nothing else is said. */
  empty?: string;
  onAction(entry: Entry): void;
  children(entry: Entry): ReactNode;
}

/** A field to type into, with what fits below it: the arrows go through it while one types. */
export function SearchMenu<Entry extends { id: string }>({
  label,
  text,
  onText,
  entries,
  empty,
  onAction,
  children,
}: SearchMenuProps<Entry>) {
  const { nothingFound } = useTexts().frame;
  return (
    <Autocomplete inputValue={text} onInputChange={onText}>
      <TextField className="palette-field" aria-label={label} autoFocus>
        <Icon name="search" />
        <Input type="search" placeholder={label} />
      </TextField>
      <Menu
        className="menu palette-list"
        aria-label={label}
        items={entries}
        renderEmptyState={() => <p className="quiet palette-empty">{empty ?? nothingFound}</p>}
      >
        {(entry: Entry) => (
          <MenuItem id={entry.id} className="menu-item" onAction={() => onAction(entry)}>
            {children(entry)}
          </MenuItem>
        )}
      </Menu>
    </Autocomplete>
  );
}
