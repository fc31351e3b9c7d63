import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import type { Session } from './session.ts';
import { insertUnheldSession } from './sessions.store.ts';

/**
 * A session in which an administrator acts as a person. No cookie finds it: where it goes on is known by what
 * it is part of (`impersonations`). It does not say from where, because that is the administrator's own matter.
 */
export const insertSessionOfActor = (
  tx: Transaction,
  session: Omit<Session, 'mustChangePassword' | 'impersonation'> & { expiresAt: Date },
  { now, random }: Pick<Context, 'random'> & { now: Date },
): Promise<void> => insertUnheldSession(tx, { ...session, tokenHash: random.bytes(32), now });
