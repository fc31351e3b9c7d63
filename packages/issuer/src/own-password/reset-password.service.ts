import type { Context } from '../context.ts';
import { findAccount, holdAccount } from '../directory/users/accounts.service.ts';
import { hashPassword } from '../directory/users/password.ts';
import { type ProofPlace, recordProof } from '../interactions/interactions.service.ts';
import { mailBrandIn } from '../one-time-codes/mail-brand.service.ts';
import type { OneTimeCode } from '../one-time-codes/one-time-code.ts';
import { type SignInPlace, spendCode } from '../one-time-codes/one-time-codes.service.ts';
import { type Sent, sendCode } from '../one-time-codes/send-code.service.ts';
import { routes } from '../routes.ts';
import { setOwnPassword, tellOfNewPassword } from './set-own-password.service.ts';

type Sending = Pick<Context, 'sql' | 'clock' | 'random' | 'secrets' | 'settings' | 'mail'>;

interface Asked {
  /** As `readAddress` gives it. */
  email: string;
  /** Where the person goes on once the password is another one, if it is the same browser. */
  signIn: SignInPlace;
  network: string;
  /** Whether a browser asks that the account of the address knows. */
  fromOwner: boolean;
  /** BCP 47: of the page, for people who have chosen none. */
  language: string;
}

/** Sends the owner of an account a link to set another password; other addresses get nothing. */
export async function sendResetMail(
  { email, signIn, network, fromOwner, ...page }: Asked,
  context: Sending,
): Promise<Sent> {
  const account = await findAccount(context.sql, email);
  const language = account?.locale ?? page.language;
  const owner = account && {
    userId: account.userId,
    credentialVersion: account.credentialVersion,
  };
  return sendCode(
    {
      ...{ purpose: 'reset-password', kind: 'reset-password' },
      ...{ email, owner, signIn, network, fromOwner, isDecoy: owner === null },
      write: ({ secret, expiresAt }) => {
        const link = context.settings.url + routes.resetPassword(secret, signIn.id);
        return { language, expiresAt, parameters: { link } };
      },
    },
    context,
  );
}

export interface NewPassword {
  password: string;
  /** What becomes of all that the person is signed in with. */
  sessions: 'end' | 'keep';
  /** BCP 47, for the mail that tells of it. */
  language: string;
}

type Setting = Pick<Context, 'sql' | 'clock' | 'random' | 'changes' | 'mail' | 'settings'>;

/**
 * Sets the password by a link. The account is held before the link is used up: where another password
 * is set at the same moment, one of both comes first, and then the link is dead. Having the mail is a
 * proof like a link to sign in; whether more is owed, the dispatcher knows.
 *
 * @param signIn where it was asked for, if this is the same browser
 * @returns false when the link was used, or died, meanwhile
 */
export async function resetPassword(
  code: OneTimeCode,
  { password, sessions, language }: NewPassword,
  signIn: ProofPlace | null,
  context: Setting,
): Promise<boolean> {
  const { changes, clock } = context;
  const { owner } = code;
  if (!owner) throw new Error('A link that stands for none was taken for one.');
  const brand = await mailBrandIn(signIn, context);
  const passwordHash = await hashPassword(password, context);
  const { userId } = owner;
  return changes.takeAway<boolean>(async (tx) => {
    const now = clock.now();
    const account = await holdAccount(tx, userId);
    if (!account || !(await spendCode(tx, code, context))) return { value: false, tags: [] };
    await setOwnPassword(tx, { userId, passwordHash, by: 'reset' }, sessions, now);
    if (signIn) {
      const credentialVersion = account.credentialVersion + 1;
      const proof = { method: 'magic_link' } as const;
      await recordProof(signIn, { userId, credentialVersion, proof }, { clock, sql: tx });
    }
    await tellOfNewPassword(tx, account, { at: now, language, brand }, context);
    return { value: true, tags: [`user:${userId}`] };
  });
}
