import type { Context } from '../context.ts';
import { findAccount } from '../directory/users/accounts.service.ts';
import type { SignInPlace } from '../one-time-codes/one-time-codes.service.ts';
import { type Sent, sendCode } from '../one-time-codes/send-code.service.ts';
import { routes } from '../routes.ts';

type Dependencies = Pick<Context, 'sql' | 'clock' | 'random' | 'secrets' | 'settings' | 'mail'>;

interface Asked {
  /** As `readAddress` gives it. */
  email: string;
  signIn: SignInPlace;
  network: string;
  /** BCP 47. */
  language: string;
}

/**
 * Sends a person who wants to register a code, with which they prove that the address is theirs. The
 * owner of an account is told that there is one. Both get one mail, and the page says the same.
 */
export async function sendRegistrationMail(
  { email, signIn, network, language }: Asked,
  context: Dependencies,
): Promise<Sent> {
  const account = await findAccount(context.sql, email);
  const order = { purpose: 'verify-address', email, owner: null, signIn, network } as const;
  const { url } = context.settings;
  if (account) {
    return sendCode(
      {
        ...order,
        kind: 'already-registered',
        // The code stays out of this mail: an owner who was asked for it could otherwise let another person in.
        write: () => ({
          language: account.locale ?? language,
          expiresAt: null,
          parameters: { link: url + routes.signIn(signIn.id) },
        }),
      },
      context,
    );
  }
  return sendCode(
    {
      ...order,
      kind: 'verify-address',
      write: ({ secret, code, expiresAt }) => {
        const link = url + routes.openRegistration(signIn.id, secret);
        return { language, expiresAt, parameters: { link, code } };
      },
    },
    context,
  );
}
