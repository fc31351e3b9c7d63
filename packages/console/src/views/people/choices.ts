import type { Item } from '../../api/answers.ts';

/** Each role with what it permits. */
export const roleChoices = (roles: readonly Item<'/roles'>[]) =>
  roles.map(({ name, permissions }) => ({ id: name, note: permissions.join(', ') }));

/** Each group with the roles that it gives. */
export const groupChoices = (groups: readonly Item<'/groups'>[]) =>
  groups.map(({ name, roles }) => ({ id: name, note: roles.join(', ') }));
