import { type AuditEvent, recordAudit } from '../audit/audit.service.ts';
import type { Changed } from '../changes/changes.service.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import { makePrimary, removeAddress } from '../directory/users/addresses.service.ts';
import { signOutElsewhere } from '../directory/users/sign-out.service.ts';
import { tellOwner } from '../mail/tell-owner.service.ts';
import { routes } from '../routes.ts';

type Dependencies = Pick<Context, 'clock' | 'settings' | 'mail' | 'changes'>;

export interface OwnAddress {
  userId: string;
  email: string;
  /** Of the mails about it, BCP 47. */
  language: string;
}

/**
 * Makes another one of a person's addresses the primary one; mails go there from now on, and the one of
 * before hears of it.
 *
 * @returns false where it is none that can be
 */
export function choosePrimary(
  { userId, email, language }: OwnAddress,
  context: Dependencies,
): Promise<boolean> {
  const { clock, changes } = context;
  return changes.give(async (tx): Promise<Changed<boolean>> => {
    const made = await makePrimary(tx, { userId, email });
    if (!made) return { value: false, tags: [] };
    const now = clock.now();
    await record(tx, 'address.make_primary', userId, now);
    const { from, to } = made;
    const mail = {
      kind: 'address-changed',
      language,
      to: { email: from.email, emailVerified: from.isVerified },
      parameters: { at: now, address: to.email, link: linkOf(context) },
    } as const;
    await tellOwner(tx, mail, context);
    return { value: true, tags: [`more:user:${userId}`] };
  });
}

/**
 * Takes an address from a person, who is told there. What they are signed in with elsewhere ends, for
 * another may have opened it by that mailbox; the session that it is done in goes on.
 *
 * @returns false where it is none that can be removed
 */
export function dropAddress(
  { userId, email, language, sessionId }: OwnAddress & { sessionId: string },
  context: Dependencies,
): Promise<boolean> {
  const { clock, changes } = context;
  return changes.takeAway(async (tx): Promise<Changed<boolean>> => {
    const gone = await removeAddress(tx, { userId, email });
    if (gone === null) return { value: false, tags: [] };
    const now = clock.now();
    await signOutElsewhere(tx, { userId, sessionId }, now);
    await record(tx, 'address.remove', userId, now);
    const mail = {
      kind: 'address-removed',
      language,
      // Only the primary one may not be verified, and that one stays.
      to: { email: gone, emailVerified: true },
      parameters: { at: now, address: gone, link: linkOf(context) },
    } as const;
    await tellOwner(tx, mail, context);
    return { value: true, tags: [`user:${userId}`] };
  });
}

const linkOf = ({ settings }: Pick<Context, 'settings'>): string =>
  settings.url + routes.accountSection('addresses');

const record = (tx: Transaction, action: AuditEvent['action'], userId: string, at: Date) =>
  recordAudit(tx, { at, action, actor: `user:${userId}`, subjects: [`user:${userId}`] });
