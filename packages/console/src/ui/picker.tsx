import {
  Button as AriaButton,
  ComboBox,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
} from 'react-aria-components';
import { Icon } from './icon.tsx';

export interface Choice {
  id: string;
  /** What tells it from others, in a second line. */
  note?: string;
}

interface PickerProps {
  label: string;
  choices: readonly Choice[];
  value: string | null;
  onChange(id: string | null): void;
}

/** One of several, found by typing. */
export const Picker = ({ label, choices, value, onChange }: PickerProps) => (
  <ComboBox
    className="field picker"
    defaultItems={choices}
    value={value}
    onChange={(key) => onChange(key === null ? null : String(key))}
    menuTrigger="focus"
  >
    <Label>{label}</Label>
    <div className="picker-row">
      <Input className="input" />
      <AriaButton className="picker-button">
        <Icon name="chevron" size={16} />
      </AriaButton>
    </div>
    <Popover className="react-aria-Popover picker-list">
      <ListBox className="menu">
        {({ id, note }: Choice) => (
          <ListBoxItem key={id} id={id} textValue={id} className="menu-item">
            <span className="menu-item-text">
              {id}
              {note && <span className="quiet small">{note}</span>}
            </span>
          </ListBoxItem>
        )}
      </ListBox>
    </Popover>
  </ComboBox>
);
