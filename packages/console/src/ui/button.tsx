import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';

export interface ButtonProps extends Omit<AriaButtonProps, 'className'> {
  /** `quiet` has no border; `danger` takes something away; `picker` looks like a field. */
  kind?: 'primary' | 'plain' | 'quiet' | 'danger' | 'picker';
  size?: 'small' | 'normal';
}

export const Button = ({ kind = 'plain', size = 'normal', ...props }: ButtonProps) => (
  <AriaButton {...props} className={`button button-${kind} button-${size}`} />
);
