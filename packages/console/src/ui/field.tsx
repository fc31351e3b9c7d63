import type { ReactNode } from 'react';
import {
  FieldError,
  Input,
  Label,
  Text,
  TextField,
  type TextFieldProps,
} from 'react-aria-components';
import { useMark } from './failures.ts';

interface FieldProps extends Omit<TextFieldProps, 'className' | 'children' | 'name'> {
  label: string;
  /** Where its value stands in what is sent, so that a refusal can name it: `#/name`. */
  at?: string | undefined;
  note?: ReactNode;
  placeholder?: string;
  inputType?: string;
}

export function Field({
  label,
  at,
  note,
  placeholder,
  inputType = 'text',
  isInvalid = false,
  ...props
}: FieldProps) {
  const mark = useMark(at);
  return (
    // The browser would keep a form back whose field was refused once.
    <TextField
      {...props}
      {...(at !== undefined && { name: at })}
      validationBehavior="aria"
      isInvalid={isInvalid || mark !== undefined}
      className="field"
    >
      <Label>{label}</Label>
      <Input className="input" type={inputType} placeholder={placeholder ?? ''} />
      {note && (
        <Text slot="description" className="quiet small">
          {note}
        </Text>
      )}
      {mark !== undefined && <FieldError className="field-error small">{mark}</FieldError>}
    </TextField>
  );
}
