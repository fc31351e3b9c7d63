import type { Context } from '../context.ts';
import { findAccount } from '../directory/users/accounts.service.ts';
import type { SignInPlace } from '../one-time-codes/one-time-codes.service.ts';
import { type Sent, sendCode } from '../one-time-codes/send-code.service.ts';
import { routes } from '../routes.ts';
import type { MailedWay } from './mailed-ways.ts';

type Dependencies = Pick<Context, 'sql' | 'clock' | 'random' | 'secrets' | 'settings' | 'mail'>;

export interface MailRequest {
  /** As `readAddress` gives it. */
  email: string;
  signIn: SignInPlace;
  network: string;
  /** Whether a browser asks that the account of the address knows. */
  fromOwner: boolean;
  /** BCP 47: of the page, for people who have chosen none. */
  language: string;
}

/** Sends a person what they sign in with, if they have an account that is not disabled. */
export async function sendSignInMail(
  way: MailedWay,
  { email, signIn, network, fromOwner, ...page }: MailRequest,
  context: Dependencies,
): Promise<Sent> {
  const account = await findAccount(context.sql, email);
  const language = account?.locale ?? page.language;
  const owner = account && {
    userId: account.userId,
    credentialVersion: account.credentialVersion,
  };
  const asked = { email, signIn, network, fromOwner };
  const order = { ...asked, purpose: way, owner, isDecoy: owner === null };
  if (way === 'email-code') {
    return sendCode(
      {
        ...order,
        kind: way,
        write: ({ code, expiresAt }) => ({ language, expiresAt, parameters: { code } }),
      },
      context,
    );
  }
  return sendCode(
    {
      ...order,
      kind: way,
      write: ({ secret, expiresAt }) => {
        const link = context.settings.url + routes.openMagicLink(signIn.id, secret);
        return { language, expiresAt, parameters: { link } };
      },
    },
    context,
  );
}
