import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';

interface ChooseProps<Value extends string> {
  label: string;
  options: readonly { id: Value; text: string }[];
  value: Value;
  onChange(value: Value): void;
}

/** One of few, side by side. */
export const Choose = <Value extends string>({
  label,
  options,
  value,
  onChange,
}: ChooseProps<Value>) => (
  <ToggleButtonGroup
    className="choose"
    aria-label={label}
    selectionMode="single"
    disallowEmptySelection
    selectedKeys={[value]}
    onSelectionChange={(keys) => onChange([...keys][0] as Value)}
  >
    {options.map(({ id, text }) => (
      <ToggleButton key={id} id={id} className="choose-option">
        {text}
      </ToggleButton>
    ))}
  </ToggleButtonGroup>
);
