import type { Context } from '../../context.ts';
import { assign, unassign } from '../assign.service.ts';
import type { Caller } from '../caller.ts';

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
): Promise<void> => assign({ kind: 'group', userId, name: group, caller }, validUntil, context);

export const removeMember = (
  { userId, group }: Membership,
  caller: Caller,
  context: Dependencies,
): Promise<void> => unassign({ kind: 'group', userId, name: group, caller }, context);
