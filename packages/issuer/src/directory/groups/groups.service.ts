import type { Context } from '../../context.ts';
import { assign, unassign } from '../assign.service.ts';
import type { Caller } from '../caller.ts';
import { type Guard, unguarded } from '../declared.ts';

type Dependencies = Pick<Context, 'changes' | 'clock'>;

export interface Membership {
  userId: string;
  group: string;
}

/** Until `validUntil`, or for good. */
export const addMember = (
  { userId, group }: Membership,
  validUntil: Date | null,
  caller: Caller,
  context: Dependencies,
  guard: Guard = unguarded,
): Promise<void> =>
  assign({ kind: 'group', userId, name: group, caller, guard }, validUntil, context);

export const removeMember = (
  { userId, group }: Membership,
  caller: Caller,
  context: Dependencies,
  guard: Guard = unguarded,
): Promise<void> => unassign({ kind: 'group', userId, name: group, caller, guard }, context);
