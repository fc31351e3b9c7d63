import { OAuthError } from '@sallyport/protocol/errors.ts';
import { recordAudit } from '../audit/audit.service.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import { isUniqueViolation } from '../database/failures.ts';
import { createAccount, type NewAccount } from '../directory/users/new-account.service.ts';
import { type Decision, decideAccount } from './accounts.ts';
import { insertIdentity, type NewIdentity, readKnown } from './federation.store.ts';
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
    const userId = random.uuid();
    const { email, emailVerified, name } = decision;
    const now = clock.now();
    const groups = provider.defaultGroups;
    const account = { id: userId, email, emailVerified, name, groups, createdAt: now };
    const identity = { userId, issuer: provider.issuer, subject: profile.subject, email, now };
    if (await createLinkedAccount(account, identity, provider.id, context)) {
      return { kind: 'sign_in', userId };
    }
  }
  throw new OAuthError(
    'temporarily_unavailable',
    'This account is being changed at this moment. Try again.',
    { retryAfter: 1 },
  );
}

/** @returns false when the address or the identity was taken in the meantime. */
async function createLinkedAccount(
  account: NewAccount,
  identity: NewIdentity,
  provider: string,
  { sql }: Pick<Context, 'sql'>,
): Promise<boolean> {
  try {
    await sql.begin(async (tx) => {
      await createAccount(tx as Transaction, account);
      await insertIdentity(tx, identity);
      await recordAudit(tx, {
        at: account.createdAt,
        action: 'user.create',
        actor: `provider:${provider}`,
        subjects: [`user:${account.id}`, `provider:${provider}`],
        detail: { email_verified: account.emailVerified, groups: account.groups },
      });
    });
    return true;
  } catch (error) {
    if (isUniqueViolation(error)) return false;
    throw error;
  }
}
