import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';

export interface ButtonProps extends Omit<AriaButtonProps, 'className'> {
  /** `quiet` has no border; `danger` takes something away. */
  kind?: 'primary' | 'plain' | 'quiet' | 'danger';
  size?: 'small' | 'normal';
}

export const Button = ({ kind = 'plain', size = 'normal', ...props }: ButtonProps) => (
  <AriaButton {...props} className={`button button-${kind} button-${size}`} />
);
