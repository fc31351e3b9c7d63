import type { Html } from '../../http/html.ts';
import { type PasswordProblemCode, passwordProblems } from '../password-problems.ts';
import type { View } from '../view.ts';
import { passwordField } from './field.ts';

export interface NewPasswordField {
  /** Characters. */
  minimum: number;
  /** Why the one that was sent cannot be used. */
  problem?: PasswordProblemCode | undefined;
  /** The same in words, where it is something else. */
  error?: string;
  label?: string;
  autofocus?: boolean;
}

/** A password to be set; the page loads `password.js`. */
export const newPasswordField = (
  view: View,
  { minimum, problem, error, label = view.t('field.new_password'), autofocus }: NewPasswordField,
): Html =>
  passwordField(view, {
    name: 'password',
    label,
    autocomplete: 'new-password',
    hint: view.t('password.hint', { count: minimum }),
    error: error ?? (problem && view.t(passwordProblems[problem], { count: minimum })),
    autofocus,
  });
