import type { Context } from '../context.ts';
import type { SignInPlace } from '../one-time-codes/one-time-codes.service.ts';
import { type Sent, sendCode } from '../one-time-codes/send-code.service.ts';
import type { FactorsRow } from './factors.store.ts';

interface Asked {
  person: FactorsRow;
  signIn: SignInPlace;
  network: string;
  /** Whether the browser is one that the account knows. */
  fromOwner: boolean;
  /** BCP 47. */
  language: string;
}

/**
 * Sends the code that comes before what gives lasting access. The mail says what it is for: to an owner who
 * has not asked for it, that another person knows the password.
 */
export const sendFactorCode = (
  { person: { userId, email, credentialVersion }, signIn, network, fromOwner, language }: Asked,
  context: Pick<Context, 'sql' | 'clock' | 'random' | 'secrets' | 'mail'>,
): Promise<Sent> =>
  sendCode(
    {
      ...{ purpose: 'email-code', kind: 'confirm-mailbox', email, signIn, network, fromOwner },
      owner: { userId, credentialVersion },
      write: ({ code, expiresAt }) => ({ language, expiresAt, parameters: { code } }),
    },
    context,
  );
