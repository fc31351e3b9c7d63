import { useId } from 'react';

interface ChooseProps<Value extends string> {
  label: string;
  options: readonly { id: Value; text: string }[];
  value: Value;
  onChange(value: Value): void;
}

/** One of few, side by side. */
export function Choose<Value extends string>({
  label,
  options,
  value,
  onChange,
}: ChooseProps<Value>) {
  const name = useId();
  return (
    <div className="choose" role="radiogroup" aria-label={label}>
      {options.map(({ id, text }) => (
        <label key={id} className="choose-option">
          <input type="radio" name={name} checked={id === value} onChange={() => onChange(id)} />
          {text}
        </label>
      ))}
    </div>
  );
}
