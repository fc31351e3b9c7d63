import { recordAudit } from '../audit/audit.service.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import { type holdAccount, setPassword } from '../directory/users/accounts.service.ts';
import type { Brand } from '../mail/brand.ts';
import { tellOwner } from '../mail/tell-owner.service.ts';
import { routes } from '../routes.ts';

type Held = NonNullable<Awaited<ReturnType<typeof holdAccount>>>;

interface OwnPassword {
  userId: string;
  passwordHash: string;
  /** On the page of the account, by a link in a mail, or in place of an administrator's. */
  by: 'account' | 'reset' | 'forced';
}

/**
 * Sets a password that the owner of an account has chosen, and logs it. Called in a transaction that holds
 * the account.
 *
 * @param sessions what becomes of what the person is signed in with
 */
export async function setOwnPassword(
  tx: Transaction,
  { userId, passwordHash, by }: OwnPassword,
  sessions: 'end' | 'keep' | { endAllBut: string },
  now: Date,
): Promise<void> {
  await setPassword(tx, { userId, passwordHash }, sessions, now);
  const person = `user:${userId}`;
  await recordAudit(tx, {
    ...{ at: now, action: 'user.change_password', actor: person, subjects: [person] },
    detail: { by, sessions: typeof sessions === 'string' ? sessions : 'end_others' },
  });
}

/**
 * Tells the owner of an account by mail that the password is another one.
 *
 * @param told `language` is that of the page (BCP 47), for people who have chosen none; `brand` that of the
 *   sign-in, where it is done in one
 */
export async function tellOfNewPassword(
  tx: Transaction,
  { email, emailVerified, locale }: Held,
  { at, language, brand }: { at: Date; language: string; brand?: Brand | undefined },
  { mail, settings }: Pick<Context, 'mail' | 'settings'>,
): Promise<void> {
  await tellOwner(
    tx,
    {
      ...{ kind: 'password-changed', to: { email, emailVerified }, language: locale ?? language },
      parameters: { at, link: settings.url + routes.account },
      brand,
    },
    { mail },
  );
}
