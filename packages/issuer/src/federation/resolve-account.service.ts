import { OAuthError } from '@sallyport/protocol/errors.ts';
import { recordAudit } from '../audit/audit.ts';
import type { Context } from '../context.ts';
import { isUniqueViolation } from '../database/failures.ts';
import { type Decision, decideAccount } from './accounts.ts';
import { insertAccount, type NewAccount, readKnown } from './federation.store.ts';
import type { Profile } from './profile.ts';
import type { Provider } from './provider.ts';

export type Resolved = Exclude<Decision, { kind: 'create' }>;

/** More than one round only while the same person signs in twice at once. */
const rounds = 3;

/** The account that a profile belongs to, made now where it is the first sign-in. */
export async function resolveAccount(
  provider: Provider,
  profile: Profile,
  context: Pick<Context, 'sql' | 'clock' | 'random'>,
): Promise<Resolved> {
  const { sql, clock, random } = context;
  for (let round = 0; round < rounds; round++) {
    const decision = decideAccount(profile, await readKnown(sql, provider.issuer, profile));
    if (decision.kind !== 'create') return decision;
    const account: NewAccount = {
      ...decision,
      userId: random.uuid(),
      issuer: provider.issuer,
      subject: profile.subject,
      groups: provider.defaultGroups,
      now: clock.now(),
    };
    if (await createAccount(account, provider.id, context))
      return { kind: 'sign_in', userId: account.userId };
  }
  throw new OAuthError(
    'temporarily_unavailable',
    'This account is being changed at this moment. Try again.',
    { retryAfter: 1 },
  );
}

/**
 * A new user is in no cache yet, so that nothing has to wait for the gateways.
 *
 * @returns false when somebody was faster.
 */
async function createAccount(
  account: NewAccount,
  provider: string,
  { sql }: Pick<Context, 'sql'>,
): Promise<boolean> {
  const { userId, emailVerified, groups, now } = account;
  try {
    await sql.begin(async (tx) => {
      await insertAccount(tx, account);
      await recordAudit(tx, {
        at: now,
        action: 'user.create',
        actor: `provider:${provider}`,
        subjects: [`user:${userId}`, `provider:${provider}`],
        detail: { email_verified: emailVerified, groups },
      });
    });
    return true;
  } catch (error) {
    if (isUniqueViolation(error)) return false;
    throw error;
  }
}
