import type { ReactNode } from 'react';
import { MenuTrigger, Popover } from 'react-aria-components';
import { useTexts } from '../texts/texts.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import { SearchMenu, type SearchMenuProps } from './search-menu.tsx';

interface PickerMenuProps<Entry> extends Omit<SearchMenuProps<Entry>, 'children'> {
  /** What is chosen, on a button that looks like a field. */
  value: string | null;
  /** In place of that button. */
  button?: ReactNode;
  /** What an entry is called, and what tells it from others in a second line. */
  linesOf(entry: Entry): [name: string, note?: string | undefined];
}

/** A menu that is searched, below the button that opens it. */
export function PickerMenu<Entry extends { id: string }>({
  value,
  button,
  linesOf,
  ...menu
}: PickerMenuProps<Entry>) {
  const { choose } = useTexts().common;
  return (
    <MenuTrigger onOpenChange={() => menu.onText('')}>
      {button || (
        <Button kind="picker" aria-label={`${menu.label}: ${value ?? choose}`}>
          <span className={value === null ? 'quiet' : ''}>{value ?? choose}</span>
          <Icon name="chevron" size={16} />
        </Button>
      )}
      <Popover className="react-aria-Popover picker-list">
        <SearchMenu {...menu}>
          {(entry) => {
            const [name, note] = linesOf(entry);
            return (
              <span className="menu-item-text">
                {name}
                {note && <span className="quiet small">{note}</span>}
              </span>
            );
          }}
        </SearchMenu>
      </Popover>
    </MenuTrigger>
  );
}
