import { type AuditEvent, recordAudit } from '../../audit/audit.service.ts';
import type { Changed } from '../../changes/changes.service.ts';
import type { Context } from '../../context.ts';
import type { Transaction } from '../../database/connection.ts';
import { makePrimary, removeAddress } from '../../directory/users/addresses.service.ts';
import { signOutElsewhere } from '../../directory/users/sign-out.service.ts';
import { tellOwner } from '../../mail/tell-owner.service.ts';
import { changeOwn, holdOwn, type OwnAccount, type OwnChange } from '../own-change.service.ts';
import { pathOfSection } from '../sections.ts';

type Dependencies = Pick<Context, 'clock' | 'settings' | 'mail' | 'changes'>;

export interface AddressChange extends OwnChange {
  email: string;
}

/**
 * Makes another one of a person's addresses the primary one; mails go there from now on, and the one of
 * before hears of it.
 *
 * @returns false where it is none that can be; null as `holdOwn`
 */
export const choosePrimary = (
  { email, ...change }: AddressChange,
  context: Dependencies,
): Promise<boolean | null> =>
  context.changes.give(async (tx): Promise<Changed<boolean | null>> => {
    const own = await holdOwn(tx, change, context);
    if (!own) return { value: null, tags: [] };
    const { userId } = own.account;
    const made = await makePrimary(tx, { userId, email });
    if (!made) return { value: false, tags: [] };
    await record(tx, 'address.make_primary', own);
    const { from, to } = made;
    const mail = {
      kind: 'address-changed',
      language: change.language,
      to: { email: from.email, emailVerified: from.isVerified },
      parameters: { at: own.now, address: to.email, link: linkOf(context) },
    } as const;
    await tellOwner(tx, mail, context);
    return { value: true, tags: [`more:user:${userId}`] };
  });

/**
 * Takes an address from a person, who is told there. What they are signed in with elsewhere ends, for
 * another may have opened it by that mailbox; the session that it is done in goes on.
 *
 * @returns false where it is none that can be removed; null as `changeOwn`
 */
export const dropAddress = (
  { email, ...change }: AddressChange,
  context: Dependencies,
): Promise<boolean | null> =>
  changeOwn(
    change,
    async (tx, own) => {
      const { userId } = own.account;
      const gone = await removeAddress(tx, { userId, email, by: 'person' });
      if (gone === null) return false;
      await signOutElsewhere(tx, { userId, sessionId: change.session.id }, own.now);
      await record(tx, 'address.remove', own);
      const mail = {
        kind: 'address-removed',
        language: change.language,
        // Only the primary one may not be verified, and that one stays.
        to: { email: gone, emailVerified: true },
        parameters: { at: own.now, address: gone, link: linkOf(context) },
      } as const;
      await tellOwner(tx, mail, context);
      return true;
    },
    context,
  );

const linkOf = ({ settings }: Pick<Context, 'settings'>): string =>
  settings.url + pathOfSection('addresses');

const record = (
  tx: Transaction,
  action: AuditEvent['action'],
  { person, now: at }: Pick<OwnAccount, 'person' | 'now'>,
) => recordAudit(tx, { at, action, actor: person, subjects: [person] });
