import type { ReactNode } from 'react';
import {
  FieldError,
  Input,
  Label,
  Text,
  TextField,
  type TextFieldProps,
} from 'react-aria-components';

interface FieldProps extends Omit<TextFieldProps, 'className' | 'children'> {
  label: string;
  note?: ReactNode;
  placeholder?: string;
  inputType?: string;
}

export const Field = ({ label, note, placeholder, inputType = 'text', ...props }: FieldProps) => (
  <TextField {...props} className="field">
    <Label>{label}</Label>
    <Input className="input" type={inputType} placeholder={placeholder ?? ''} />
    {note && (
      <Text slot="description" className="quiet small">
        {note}
      </Text>
    )}
    <FieldError className="field-error small" />
  </TextField>
);
