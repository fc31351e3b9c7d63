import type { Context } from '../../context.ts';
import { assign, unassign } from '../assign.service.ts';
import type { Caller } from '../caller.ts';
import type { Role } from './role.ts';
import { readRoles } from './roles.store.ts';

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
  caller: Caller,
  context: Dependencies,
): Promise<void> => assign({ kind: 'role', userId, name: role, caller }, validUntil, context);

export const unassignRole = (
  { userId, role }: RoleOfUser,
  caller: Caller,
  context: Dependencies,
): Promise<void> => unassign({ kind: 'role', userId, name: role, caller }, context);
