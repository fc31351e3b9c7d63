import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import { chooseLanguage } from '../pages/choose-language.ts';
import type { Language } from '../pages/language.ts';
import { ownLanguages } from '../pages/languages.ts';
import type { MailParameters } from './kinds.ts';
import { type NoticeKind, tellOwner } from './tell-owner.service.ts';

/**
 * Tells the owner of an account what was changed about it elsewhere than on their own page, in the transaction
 * of the change. The mail is the one about a change of their own: who the administrator is, is in the audit log.
 *
 * @param to the account as it was before; null for one that is gone or disabled, which is told nothing
 */
export async function tellInOwnLanguage<Kind extends NoticeKind>(
  tx: Transaction,
  {
    kind,
    to,
    parameters,
  }: {
    kind: Kind;
    to: { email: string; emailVerified: boolean; locale: string | null } | null;
    /** In the language of the owner. */
    parameters(language: Language): MailParameters<Kind>;
  },
  { mail, settings }: Pick<Context, 'mail' | 'settings'>,
): Promise<void> {
  if (!to) return;
  const wishes = to.locale === null ? [] : [to.locale];
  const language = chooseLanguage(wishes, settings.languages ?? ownLanguages);
  const told = { kind, to, language: language.tag, parameters: parameters(language) };
  await tellOwner(tx, told, { mail });
}
