import { createHash } from 'node:crypto';
import { recordAudit } from '../../audit/audit.service.ts';
import type { Context } from '../../context.ts';
import type { PendingLink } from './identity.ts';
import {
  claimPendingLink,
  deletePendingLink,
  existsPendingLink,
  putPendingLink,
} from './pending-links.store.ts';
import { tellOfIdentity } from './tell-of-changes.service.ts';

/** The authorization request that a link waits in. */
interface Waiting {
  id: string;
  expiresAt: Date;
}

/** Lets an identity wait, in one interaction, for its account's owner to sign in. */
export const rememberPendingLink = (
  { id, expiresAt }: Waiting,
  link: PendingLink,
  { sql }: Pick<Context, 'sql'>,
): Promise<void> => putPendingLink(sql, hashOf(id), link, expiresAt);

export const dropPendingLink = (
  interaction: string,
  { sql }: Pick<Context, 'sql'>,
): Promise<void> => deletePendingLink(sql, hashOf(interaction));

/** Whether an identity waits in an interaction for this user. */
export const hasPendingLink = (
  { interaction, userId }: { interaction: string; userId: string },
  { sql, clock }: Pick<Context, 'sql' | 'clock'>,
): Promise<boolean> => existsPendingLink(sql, hashOf(interaction), userId, clock.now());

/**
 * Links what waits in an interaction for this user, who has just signed in to it otherwise. A new
 * identity is in no cache yet, so that nothing has to wait for the gateways.
 */
export async function completePendingLink(
  interaction: string,
  { userId, proofs }: { userId: string; proofs: readonly { method: string }[] },
  context: Pick<Context, 'sql' | 'clock' | 'mail' | 'settings'>,
): Promise<void> {
  const { sql, clock } = context;
  const now = clock.now();
  await sql.begin(async (tx) => {
    const linked = await claimPendingLink(tx, hashOf(interaction), userId, now);
    if (!linked) return;
    const { provider, issuer } = linked;
    await recordAudit(tx, {
      at: now,
      action: 'user.link',
      actor: `user:${userId}`,
      subjects: [`user:${userId}`, `provider:${provider}`],
      detail: { by: proofs.map(({ method }) => method).join(' and ') },
    });
    await tellOfIdentity(tx, { kind: 'identity-linked', userId, issuer, at: now }, context);
  });
}

/** The id of an interaction opens it, in its browser: the database holds a hash. */
const hashOf = (interaction: string): Buffer => createHash('sha256').update(interaction).digest();
