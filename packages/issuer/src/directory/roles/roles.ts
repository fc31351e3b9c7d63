import type { Context } from '../../context.ts';
import { assign, unassign } from '../assign.ts';
import { type Role, readRoles } from './roles.store.ts';

export type { Role } from './roles.store.ts';

type Dependencies = Pick<Context, 'changes' | 'clock'>;

export interface RoleOfUser {
  userId: string;
  role: string;
}

export const listRoles = ({ sql }: Pick<Context, 'sql'>): Promise<Role[]> => readRoles(sql);

/** Until `validUntil`, or for good. */
export const assignRole = (
  { userId, role }: RoleOfUser,
  validUntil: Date | null,
  actor: string,
  context: Dependencies,
): Promise<void> => assign({ given: 'role', userId, name: role, actor }, validUntil, context);

export const unassignRole = (
  { userId, role }: RoleOfUser,
  actor: string,
  context: Dependencies,
): Promise<void> => unassign({ given: 'role', userId, name: role, actor }, context);
