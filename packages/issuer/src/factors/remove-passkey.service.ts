import { recordAudit } from '../audit/audit.service.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import { getAccount } from '../directory/users/accounts.service.ts';
import { signOutEverywhere } from '../directory/users/sign-out.service.ts';
import { tellInOwnLanguage } from '../mail/tell-in-own-language.service.ts';
import type { Language } from '../pages/language.ts';
import { takePasskey } from '../passkeys/passkeys.service.ts';
import { routes } from '../routes.ts';
import { dropIdleRecoveryCodes } from './factors.service.ts';

/**
 * Takes a passkey away from a person, and the codes on paper with the last of their second factors. Ends
 * every session and grant. Returns when no gateway accepts a token of theirs any more.
 *
 * @param by who does it, and what they have to be permitted; refused, nothing is taken away.
 */
export function removePasskey(
  owned: { userId: string; id: string },
  by: { actor: string; permit(tx: Transaction, now: Date): Promise<void> },
  context: Pick<Context, 'changes' | 'clock' | 'mail' | 'settings'>,
): Promise<void> {
  const { changes, clock, settings } = context;
  const { userId } = owned;
  const subject = `user:${userId}` as const;
  return changes.takeAway(async (tx) => {
    const at = clock.now();
    await by.permit(tx, at);
    const name = await takePasskey(tx, owned);
    if (name === null) return [];
    await dropIdleRecoveryCodes(tx, userId);
    await signOutEverywhere(tx, [userId], at);
    const detail = { factor: 'passkey', name };
    const { actor } = by;
    await recordAudit(tx, { at, action: 'factor.remove', actor, subjects: [subject], detail });
    const link = settings.url + routes.account;
    const parameters = ({ t }: Language) => ({ at, factor: t('passkey.named', { name }), link });
    const to = await getAccount(tx, userId);
    await tellInOwnLanguage(tx, { kind: 'factor-removed', to, parameters }, context);
    return [subject];
  });
}
