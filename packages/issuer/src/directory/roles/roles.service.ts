import type { Context } from '../../context.ts';
import { assign, unassign } from '../assign.service.ts';
import type { Caller } from '../caller.ts';
import { type Guard, unguarded } from '../declared.ts';

type Dependencies = Pick<Context, 'changes' | 'clock'>;

export interface RoleOfUser {
  userId: string;
  role: string;
}

/** Until `validUntil`, or for good. */
export const assignRole = (
  { userId, role }: RoleOfUser,
  validUntil: Date | null,
  caller: Caller,
  context: Dependencies,
  guard: Guard = unguarded,
): Promise<void> =>
  assign({ kind: 'role', userId, name: role, caller, guard }, validUntil, context);

export const unassignRole = (
  { userId, role }: RoleOfUser,
  caller: Caller,
  context: Dependencies,
  guard: Guard = unguarded,
): Promise<void> => unassign({ kind: 'role', userId, name: role, caller, guard }, context);
