import { type AuditEvent, recordAudit } from '../audit/audit.service.ts';
import type { Changed } from '../changes/changes.service.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import { makePrimary, removeAddress } from '../directory/users/addresses.service.ts';
import { signOutElsewhere } from '../directory/users/sign-out.service.ts';
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
  { clock, settings, mail, changes }: Dependencies,
): Promise<boolean> {
  return changes.give(async (tx): Promise<Changed<boolean>> => {
    const made = await makePrimary(tx, { userId, email });
    if (!made) return { value: false, tags: [] };
    const now = clock.now();
    await record(tx, 'address.make_primary', userId, now);
    if (made.from.isVerified && mail.canSend) {
      await mail.queue(tx, {
        ...{ kind: 'address-changed', to: made.from.email, network: null, expiresAt: null },
        language,
        parameters: { at: now, address: made.to.email, link: linkOf(settings) },
      });
    }
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
  { clock, settings, mail, changes }: Dependencies,
): Promise<boolean> {
  return changes.takeAway(async (tx): Promise<Changed<boolean>> => {
    const gone = await removeAddress(tx, { userId, email });
    if (gone === null) return { value: false, tags: [] };
    const now = clock.now();
    await signOutElsewhere(tx, { userId, sessionId }, now);
    await record(tx, 'address.remove', userId, now);
    if (mail.canSend) {
      await mail.queue(tx, {
        ...{ kind: 'address-removed', to: gone, network: null, expiresAt: null },
        language,
        parameters: { at: now, address: gone, link: linkOf(settings) },
      });
    }
    return { value: true, tags: [`user:${userId}`] };
  });
}

const linkOf = ({ url }: Context['settings']): string => url + routes.accountSection('addresses');

const record = (tx: Transaction, action: AuditEvent['action'], userId: string, at: Date) =>
  recordAudit(tx, { at, action, actor: `user:${userId}`, subjects: [`user:${userId}`] });
