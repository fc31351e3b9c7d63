import type { Context } from '../../context.ts';
import {
  hashPassword,
  isCurrent,
  isSamePassword,
  recommendedCost,
  verifyPassword,
} from './password.ts';
import { readStored, replaceForm } from './password-hashes.store.ts';
import { isPending, openPending } from './pending-password.ts';

export interface Credential {
  userId: string;
  passwordHash: string | null;
}

type Dependencies = Pick<Context, 'sql' | 'random' | 'secrets' | 'settings'>;

/**
 * Checks a password, with the same work whether there is an account. One that waits for its hash
 * gets it now, and one that is hashed in another way than ours, elsewhere or at another cost, gets
 * ours.
 *
 * @returns what the account has stored for this password now, or null where it is not the
 *   account's.
 * @throws OAuthError `temporarily_unavailable` when too many hashes are waiting; Error for a hash
 *   that cannot be read.
 */
export async function checkCredential(
  credential: Credential | null,
  password: string,
  context: Dependencies,
): Promise<string | null> {
  const { sql, secrets } = context;
  const cost = context.settings.passwordCost ?? recommendedCost;
  let stored = credential?.passwordHash ?? null;
  while (credential && stored !== null) {
    const { userId } = credential;
    const set = isPending(stored) ? openPending(userId, stored, secrets.atRest) : null;
    const right =
      set === null ? await verifyPassword(password, stored, cost) : isSamePassword(password, set);
    if (set === null && (!right || isCurrent(stored, cost))) return right ? stored : null;
    const hashed = await hashPassword(set ?? password, context);
    if (await replaceForm(sql, userId, stored, hashed)) return right ? hashed : null;
    // Hashed by another node, or another password, meanwhile.
    stored = await readStored(sql, userId);
  }
  await verifyPassword(password, null, cost);
  return null;
}
