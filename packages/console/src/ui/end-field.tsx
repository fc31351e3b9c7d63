import { useId } from 'react';
import { useTexts } from '../texts/texts.ts';

interface EndFieldProps {
  /** As the browser's field has it, in local time; empty for never. */
  value: string;
  onChange(value: string): void;
  /** What ends, where it is no assignment. */
  note?: string;
}

/** When an assignment, or what else was done, ends by itself. */
export function EndField({ value, onChange, note }: EndFieldProps) {
  const id = useId();
  const texts = useTexts().common;
  return (
    <div className="field">
      <label htmlFor={id}>{texts.end}</label>
      <input
        id={id}
        className="input"
        type="datetime-local"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        aria-describedby={`${id}-note`}
      />
      <span id={`${id}-note`} className="quiet small">
        {note ?? texts.endNote}
      </span>
    </div>
  );
}

/** For the API; null for never. */
export const endOf = (value: string): string | null =>
  value === '' ? null : new Date(value).toISOString();
