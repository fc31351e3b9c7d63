import { type AuditEvent, recordAudit } from '../audit/audit.service.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import { getAccount, holdAccount } from '../directory/users/accounts.service.ts';
import { dropWaysIn } from '../directory/users/drop-ways-in.service.ts';
import { linkOwner } from '../directory/users/identities.service.ts';
import type { ProviderIdentity } from '../directory/users/identity.ts';
import { takeTotp } from '../factors/change-factors.service.ts';
import { dropIdleRecoveryCodes } from '../factors/factors.service.ts';
import { listPasskeys, takePasskey } from '../passkeys/passkeys.service.ts';

/** An account as it was when it was decided to take it over. */
interface Found {
  userId: string;
  /** As the provider says it, which is required for its domain. */
  email: string;
  credentialVersion: number;
}

interface Entered {
  userId: string;
  credentialVersion: number;
}

/**
 * Gives an account that a provider made on its own word to the owner of the address, who comes from the
 * provider that is required for its domain. All that has opened it so far goes: other identities, other
 * addresses, the password, passkeys, the app, and whatever is signed in. What the account may do stays: it
 * was given to the owner of the address.
 *
 * @returns null when the account or the identity changed in between: decide again
 * @throws OAuthError `conflict` where it would leave no administrator
 */
export async function takeOverAccount(
  { userId, email, credentialVersion }: Found,
  { provider, ...identity }: ProviderIdentity & { provider: string },
  context: Pick<Context, 'changes' | 'clock' | 'mail' | 'settings'>,
): Promise<Entered | null> {
  const { changes, clock } = context;
  const subject = `user:${userId}` as const;
  try {
    return await changes.takeAway<Entered>(async (tx) => {
      const now = clock.now();
      const held = await holdAccount(tx, userId);
      if (held?.credentialVersion !== credentialVersion) throw new Changed();
      const record = (event: Pick<AuditEvent, 'action' | 'detail'>) =>
        recordAudit(tx, { at: now, actor: `provider:${provider}`, subjects: [subject], ...event });
      for (const detail of await dropFactors(tx, userId)) {
        await record({ action: 'factor.remove', detail });
      }
      const { issuers, addresses } = await dropWaysIn(tx, { userId, email }, now);
      for (const issuer of issuers) await record({ action: 'user.unlink', detail: { issuer } });
      if (addresses > 0) await record({ action: 'address.remove' });
      const owner = { ...identity, userId, email };
      const how = { provider, by: 'required provider', at: now } as const;
      if (!(await linkOwner(tx, owner, how, context))) throw new Changed();
      const after = await getAccount(tx, userId);
      return {
        value: { userId, credentialVersion: after!.credentialVersion },
        tags: [subject],
      };
    });
  } catch (error) {
    if (error instanceof Changed) return null;
    throw error;
  }
}

/** @returns what the audit log says of each */
async function dropFactors(
  tx: Transaction,
  userId: string,
): Promise<{ factor: string; name?: string }[]> {
  const dropped: { factor: string; name?: string }[] = [];
  for (const { id } of await listPasskeys(userId, { sql: tx })) {
    const name = await takePasskey(tx, { userId, id });
    if (name !== null) dropped.push({ factor: 'passkey', name });
  }
  if (await takeTotp(tx, userId)) dropped.push({ factor: 'totp' });
  await dropIdleRecoveryCodes(tx, userId);
  return dropped;
}

/** Undoes the transaction. */
class Changed extends Error {}
