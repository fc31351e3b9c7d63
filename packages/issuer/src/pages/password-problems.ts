import type { TextKey } from './texts.ts';

/** What pages say of a password that cannot be used, by the code that `findProblem` gives. */
export const passwordProblems = {
  too_short: 'password.too_short',
  too_long: 'password.too_long',
  predictable: 'password.predictable',
  personal: 'password.personal',
  breached: 'password.breached',
} as const satisfies Record<string, TextKey>;

export type PasswordProblemCode = keyof typeof passwordProblems;
