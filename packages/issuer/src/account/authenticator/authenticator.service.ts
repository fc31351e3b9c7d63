import { recordAudit } from '../../audit/audit.service.ts';
import type { Context } from '../../context.ts';
import { endSignInsHalfWay, signOutElsewhere } from '../../directory/users/sign-out.service.ts';
import { renewRecoveryCodes, replaceTotp, takeTotp } from '../../factors/change-factors.service.ts';
import { tellOwner } from '../../mail/tell-owner.service.ts';
import { changeOwn, type OwnChange } from '../own-change.service.ts';
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
    async (tx, { account, person, now }) => {
      const { userId } = account;
      if (!(await replaceTotp(tx, { userId, secret, typed, now }, context))) return false;
      await signOutElsewhere(tx, { userId, sessionId: told.session.id }, now);
      await recordAudit(tx, {
        ...{ at: now, action: 'factor.replace', actor: person, subjects: [person] },
        detail: { factor: 'totp' },
      });
      await tellOwner(tx, mailOf('factor-added', told, { account, now }, context), context);
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
    async (tx, { account, person, now }) => {
      const { userId } = account;
      if (!(await takeTotp(tx, userId))) return false;
      await requireSecondFactor(tx, userId);
      await signOutElsewhere(tx, { userId, sessionId: told.session.id }, now);
      await recordAudit(tx, {
        ...{ at: now, action: 'factor.remove', actor: person, subjects: [person] },
        detail: { factor: 'totp' },
      });
      await tellOwner(tx, mailOf('factor-removed', told, { account, now }, context), context);
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
    async (tx, { account, person, now }) => {
      const { userId } = account;
      const codes = await renewRecoveryCodes(tx, userId, context);
      if (codes.length === 0) return [];
      await endSignInsHalfWay(tx, userId);
      await recordAudit(tx, {
        ...{ at: now, action: 'factor.replace', actor: person, subjects: [person] },
        detail: { factor: 'recovery_codes' },
      });
      await tellOwner(tx, mailOf('factor-added', told, { account, now }, context), context);
      return codes;
    },
    context,
  );

const mailOf = <Kind extends 'factor-added' | 'factor-removed'>(
  kind: Kind,
  { language, factor }: Told,
  { account, now }: { account: { email: string; emailVerified: boolean }; now: Date },
  { settings }: Pick<Context, 'settings'>,
) => ({
  ...{ kind, to: account, language },
  parameters: { at: now, factor, link: settings.url + pathOfSection('authenticator') },
});
