import { forgiveGuesses, takeBackGuess } from '../abuse/throttle.service.ts';
import type { Bucket } from '../abuse/throttle.ts';
import type { Proven } from '../assurance/proof.ts';
import { recordAudit } from '../audit/audit.service.ts';
import type { Context } from '../context.ts';
import { checkCredential } from '../directory/users/credential.service.ts';
import { findCredential } from './sign-in.store.ts';

export interface Credentials {
  email: string;
  password: string;
}

type Dependencies = Pick<Context, 'sql' | 'clock' | 'log' | 'random' | 'secrets' | 'settings'>;

/** Told why a person was not signed in, and into whose account, if there is one. */
export type OnRefused = (reason: string, userId?: string) => void;

/** The user who may sign in with this, or null, after the same work in each case. */
export async function checkPassword(
  { email, password }: Credentials,
  buckets: readonly Bucket[],
  context: Dependencies,
  onRefused: OnRefused,
): Promise<Omit<Proven, 'proofs'> | null> {
  const { sql } = context;
  const credential = await findCredential(sql, email);
  // Too busy to look at the password is no failure of the person who typed it.
  const proven = await checkCredential(credential, password, context).catch(
    async (error: unknown) => {
      await takeBackGuess(buckets, context);
      throw error;
    },
  );
  if (!credential) {
    onRefused('no such account');
    return null;
  }
  const { userId, credentialVersion, disabled } = credential;
  if (proven === null || disabled) {
    // The answer does not wait for it: how long the answer takes would tell who has an account.
    const reason = proven === null ? 'wrong password' : 'disabled';
    void recordRefusal(userId, reason, context);
    onRefused(reason, userId);
    return null;
  }
  await forgiveGuesses(buckets, context);
  return { userId, credentialVersion };
}

async function recordRefusal(
  userId: string,
  reason: string,
  { sql, clock, log }: Pick<Dependencies, 'sql' | 'clock' | 'log'>,
): Promise<void> {
  const event = { at: clock.now(), action: 'session.refuse', actor: 'anonymous' } as const;
  const subjects = [`user:${userId}`];
  await recordAudit(sql, { ...event, subjects, detail: { reason } }).catch((error: unknown) =>
    log.error({ err: error, user: userId }, 'a refused sign-in is missing in the audit log'),
  );
}
