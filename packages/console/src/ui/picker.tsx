import { useState } from 'react';
import { useTexts } from '../texts/texts.ts';
import { PickerMenu } from './picker-menu.tsx';

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
      <PickerMenu
        label={label}
        value={value}
        text={text}
        onText={setText}
        entries={[...none, ...named, ...noted]}
        linesOf={({ id, note }) => [id, note]}
        onAction={({ id }) => onChange(id || null)}
      />
    </div>
  );
}
