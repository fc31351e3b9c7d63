import type { TextKey } from './texts.ts';

/** What pages say of an e-mail address that cannot be used, by the reason that `readAddress` gives. */
export const addressProblems = {
  invisible: 'address.invisible',
  form: 'address.form',
  name: 'address.name',
  look_alikes: 'address.look_alikes',
  domain: 'address.domain',
  too_long: 'address.too_long',
} as const satisfies Record<string, TextKey>;
