import type { UserDetails } from './users.ts';

interface Difference {
  /** What `people` of the texts calls it. */
  field: 'name' | 'email' | 'status' | 'roles' | 'groups';
  before: string;
  now: string;
}

/** What others changed of a person, as far as this view shows it. */
export function differencesOf(
  before: UserDetails,
  now: UserDetails,
  statuses: { active: string; disabled: string },
): Difference[] {
  const names = (given: readonly { name: string }[]) =>
    given.map(({ name }) => name).join(', ') || '–';
  const shown = (user: UserDetails): Record<Difference['field'], string> => ({
    name: user.name,
    email: user.email,
    status: user.disabled ? statuses.disabled : statuses.active,
    roles: names(user.roles),
    groups: names(user.groups),
  });
  const [was, is] = [shown(before), shown(now)];
  return (Object.keys(was) as Difference['field'][])
    .filter((field) => was[field] !== is[field])
    .map((field) => ({ field, before: was[field], now: is[field] }));
}
