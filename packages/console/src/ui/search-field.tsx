import { useEffect, useRef, useState } from 'react';
import { useTexts } from '../texts/texts.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

interface SearchFieldProps {
  label: string;
  /** Where it is the label, there is no other one in sight. */
  placeholder?: string;
  value: string;
  /** Told when typing pauses for a moment. */
  onSearch(value: string): void;
}

const pause = 200;

export function SearchField({ label, placeholder = label, value, onSearch }: SearchFieldProps) {
  const [text, setText] = useState(value);
  const told = useRef(value);
  const input = useRef<HTMLInputElement>(null);
  const texts = useTexts().common;
  useEffect(() => {
    // The back button changes what was searched for.
    if (value !== told.current) setText(value);
    told.current = value;
  }, [value]);
  useEffect(() => {
    if (text === told.current) return;
    const timer = setTimeout(() => {
      told.current = text;
      onSearch(text);
    }, pause);
    return () => clearTimeout(timer);
  }, [text, onSearch]);
  function clear(): void {
    setText('');
    input.current?.focus();
  }
  return (
    <div className="search-field">
      <Icon name="search" />
      <input
        ref={input}
        type="search"
        aria-label={label}
        placeholder={placeholder}
        value={text}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={({ key }) => key === 'Escape' && setText('')}
      />
      {text !== '' && (
        <Button kind="quiet" size="small" aria-label={texts.clear} onPress={clear}>
          <Icon name="close" size={16} />
        </Button>
      )}
    </div>
  );
}
