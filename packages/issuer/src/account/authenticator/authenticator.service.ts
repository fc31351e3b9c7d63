import { recordAudit } from '../../audit/audit.service.ts';
import type { Context } from '../../context.ts';
import type { Transaction } from '../../database/connection.ts';
import { endSignInsHalfWay, signOutElsewhere } from '../../directory/users/sign-out.service.ts';
import { renewRecoveryCodes, replaceTotp, takeTotp } from '../../factors/change-factors.service.ts';
import { tellOwner } from '../../mail/tell-owner.service.ts';
import { changeOwn, type OwnAccount, type OwnChange } from '../own-change.service.ts';
import { requireSecondFactor } from '../second-factor-rule.service.ts';
import { pathOfSection } from '../sections.ts';

/** The name of what changes, in the language of the mail. */
interface Told extends OwnChange {
  factor: string;
}

type Dependencies = Pick<
  Context,
  'sql' | 'clock' | 'random' | 'secrets' | 'changes' | 'mail' | 'settings'
>;

/**
 * Puts another app in the place of the one that there is, which counts no more; nor does what was signed
 * in with it elsewhere. Recovery codes stay.
 *
 * @param secret of the new app, whose first code is right
 * @returns whether it is replaced; null when it was not asked for any more
 */
export const replaceApp = (
  { secret, typed, ...told }: Told & { secret: string; typed: string },
  context: Dependencies,
): Promise<boolean | null> =>
  changeOwn(
    told,
    async (tx, own) => {
      const { userId } = own.account;
      if (!(await replaceTotp(tx, { userId, secret, typed, now: own.now }, context))) return false;
      await signOutElsewhere(tx, { userId, sessionId: told.session.id }, own.now);
      await record(tx, own, { action: 'factor.replace', what: 'totp', told }, context);
      return true;
    },
    context,
  );

/**
 * Takes the app away. Everything that the person is signed in with elsewhere ends.
 *
 * @returns whether there was one; null when it was not asked for any more
 * @throws LastFactorError where the policy demands a second factor and there is no other
 */
export const removeApp = (told: Told, context: Dependencies): Promise<boolean | null> =>
  changeOwn(
    told,
    async (tx, own) => {
      const { userId } = own.account;
      if (!(await takeTotp(tx, userId))) return false;
      await requireSecondFactor(tx, userId);
      await signOutElsewhere(tx, { userId, sessionId: told.session.id }, own.now);
      await record(tx, own, { action: 'factor.remove', what: 'totp', told }, context);
      return true;
    },
    context,
  );

/**
 * Makes new recovery codes, to be shown this once; those from before count no more.
 *
 * @returns none where there is nothing that they could stand in for; null when it was not asked for any more
 */
export const makeRecoveryCodes = (told: Told, context: Dependencies): Promise<string[] | null> =>
  changeOwn(
    told,
    async (tx, own) => {
      const { userId } = own.account;
      const codes = await renewRecoveryCodes(tx, userId, context);
      if (codes.length === 0) return [];
      await endSignInsHalfWay(tx, [userId]);
      await record(tx, own, { action: 'factor.replace', what: 'recovery_codes', told }, context);
      return codes;
    },
    context,
  );

interface Change {
  action: 'factor.replace' | 'factor.remove';
  what: 'totp' | 'recovery_codes';
  told: Told;
}

/** Logs what has changed, and tells the owner by mail. */
async function record(
  tx: Transaction,
  { account, person, now }: OwnAccount,
  { action, what, told: { language, factor } }: Change,
  context: Dependencies,
): Promise<void> {
  await recordAudit(tx, {
    ...{ at: now, action, actor: person, subjects: [person] },
    detail: { factor: what },
  });
  const kind = action === 'factor.remove' ? 'factor-removed' : 'factor-added';
  const link = context.settings.url + pathOfSection('authenticator');
  const mail = { kind, to: account, language, parameters: { at: now, factor, link } } as const;
  await tellOwner(tx, mail, context);
}
