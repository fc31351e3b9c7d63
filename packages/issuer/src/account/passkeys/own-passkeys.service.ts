import { recordAudit } from '../../audit/audit.service.ts';
import type { Context } from '../../context.ts';
import { signOutElsewhere } from '../../directory/users/sign-out.service.ts';
import { dropIdleRecoveryCodes } from '../../factors/factors.service.ts';
import { tellOwner } from '../../mail/tell-owner.service.ts';
import { renamePasskey, takePasskey } from '../../passkeys/passkeys.service.ts';
import { routes } from '../../routes.ts';
import { changeOwn, holdOwn, type OwnChange } from '../own-change.service.ts';
import { LastFactorError, requireSecondFactor } from '../second-factor-rule.service.ts';
import { LastWayError, requireAWayIn } from '../way-in.service.ts';

export interface Removal extends OwnChange {
  /** Of the passkey. */
  id: string;
  /** What a mail calls it, by the name that it has. */
  factorNamed(name: string): string;
}

export type Removed =
  /** Also where it was removed before. */
  | 'removed'
  /** The session has ended, or something was taken away from the person meanwhile. */
  | 'too_late'
  /** There is no other way to sign in. */
  | 'last_way'
  /** The policy demands a second factor, and there is no other that would do. */
  | 'last_factor';

type Dependencies = Pick<Context, 'changes' | 'clock' | 'mail' | 'settings'>;

/**
 * Takes a passkey away from a person who asks for it. What they are signed in with elsewhere ends, for it
 * may be on a device that is lost; the session that it is done in goes on. The account is held: of the last
 * two ways in, removed at the same moment, one stays.
 */
export async function removeOwnPasskey(
  { id, factorNamed, ...change }: Removal,
  context: Dependencies,
): Promise<Removed> {
  const { settings } = context;
  try {
    const removed = await changeOwn<'removed'>(
      change,
      async (tx, { account, person, now }) => {
        const { userId } = account;
        const name = await takePasskey(tx, { userId, id });
        if (name === null) return 'removed';
        await requireAWayIn(tx, userId, context);
        await requireSecondFactor(tx, userId);
        await dropIdleRecoveryCodes(tx, userId);
        await signOutElsewhere(tx, { userId, sessionId: change.session.id }, now);
        await recordAudit(tx, {
          ...{ at: now, action: 'factor.remove', actor: person, subjects: [person] },
          detail: { factor: 'passkey', name },
        });
        const parameters = {
          ...{ at: now, factor: factorNamed(name), link: settings.url + routes.account },
        };
        const { language } = change;
        const told = { kind: 'factor-removed', to: account, language, parameters } as const;
        await tellOwner(tx, told, context);
        return 'removed';
      },
      context,
    );
    return removed ?? 'too_late';
  } catch (error) {
    if (error instanceof LastWayError) return 'last_way';
    if (error instanceof LastFactorError) return 'last_factor';
    throw error;
  }
}

/** Gives a passkey another name. @returns false when it was not asked for any more */
export const renameOwnPasskey = (
  { id, name, ...change }: OwnChange & { id: string; name: string },
  { sql, clock }: Pick<Context, 'sql' | 'clock'>,
): Promise<boolean> =>
  sql.begin(async (tx) => {
    const own = await holdOwn(tx, change, { clock });
    if (own) await renamePasskey(tx, { userId: own.account.userId, id, name }, own.now);
    return own !== null;
  });
