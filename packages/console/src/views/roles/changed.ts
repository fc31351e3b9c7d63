import type { Role } from './roles.ts';

/** What a role gives more and less than it did, as `+ orders:refund − orders:read`; empty for nothing. */
export function changedOf(before: Role, now: Role): string {
  const only = (mark: string, some: readonly string[], others: readonly string[]) =>
    some.filter((each) => !others.includes(each)).map((each) => `${mark} ${each}`);
  return [
    ...only('+', now.permissions, before.permissions),
    ...only('−', before.permissions, now.permissions),
  ].join(' ');
}
