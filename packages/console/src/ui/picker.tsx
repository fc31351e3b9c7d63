import { useState } from 'react';
import { MenuTrigger, Popover } from 'react-aria-components';
import { useTexts } from '../texts/texts.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import { SearchMenu } from './search-menu.tsx';

interface Choice {
  id: string;
  /** What tells it from others, in a second line. */
  note?: string;
}

interface PickerProps {
  label: string;
  choices: readonly Choice[];
  value: string | null;
  onChange(id: string | null): void;
  /** May be left, or made, empty. */
  isOptional?: boolean;
}

/** One of several, found by typing. */
export function Picker({ label, choices, value, onChange, isOptional = false }: PickerProps) {
  const texts = useTexts().common;
  const [text, setText] = useState('');
  const wanted = text.toLowerCase();
  const has = (part = '') => part.toLowerCase().includes(wanted);
  const named = choices.filter(({ id }) => has(id));
  const noted = choices.filter(({ id, note }) => !has(id) && has(note));
  const none = isOptional && value !== null && !text ? [{ id: '', note: texts.none }] : [];
  return (
    <div className="field">
      <span className="field-label">{label}</span>
      <MenuTrigger onOpenChange={() => setText('')}>
        <Button kind="picker" aria-label={`${label}: ${value ?? texts.choose}`}>
          <span className={value === null ? 'quiet' : ''}>{value ?? texts.choose}</span>
          <Icon name="chevron" size={16} />
        </Button>
        <Popover className="react-aria-Popover picker-list">
          <SearchMenu
            label={label}
            text={text}
            onText={setText}
            entries={[...none, ...named, ...noted]}
            onAction={({ id }) => onChange(id || null)}
          >
            {({ id, note }) => (
              <span className="menu-item-text">
                {id}
                {note && <span className="quiet small">{note}</span>}
              </span>
            )}
          </SearchMenu>
        </Popover>
      </MenuTrigger>
    </div>
  );
}
