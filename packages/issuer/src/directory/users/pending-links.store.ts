import type { Queryable, Transaction } from '../../database/connection.ts';
import { maxIdentities, type PendingLink } from './identity.ts';

/** The last one of an interaction counts. */
export async function putPendingLink(
  sql: Queryable,
  interactionHash: Buffer,
  { userId, provider, issuer, subject, email }: PendingLink,
  expiresAt: Date,
): Promise<void> {
  await sql`
    insert into pending_links
      (interaction_hash, user_id, provider, issuer, subject, email, expires_at)
    values (${interactionHash}, ${userId}, ${provider}, ${issuer}, ${subject}, ${email}, ${expiresAt})
    on conflict (interaction_hash, expires_at) do update set user_id = excluded.user_id,
      provider = excluded.provider, issuer = excluded.issuer, subject = excluded.subject,
      email = excluded.email, claimed_at = null`;
}

export async function deletePendingLink(sql: Queryable, interactionHash: Buffer): Promise<void> {
  await sql`delete from pending_links where interaction_hash = ${interactionHash}`;
}

export async function existsPendingLink(
  sql: Queryable,
  interactionHash: Buffer,
  userId: string,
  now: Date,
): Promise<boolean> {
  const rows = await sql`
    select from pending_links
    where interaction_hash = ${interactionHash} and user_id = ${userId}
      and claimed_at is null and expires_at > ${now}`;
  return rows.length > 0;
}

/**
 * Links the identity that waits for this user, once: one statement, so that two sign-ins at the
 * same time cannot both have it. Its provider has to be declared still, and the user may not have too many.
 *
 * @returns the provider's id and issuer, or null when nothing was linked.
 */
export async function claimPendingLink(
  tx: Transaction,
  interactionHash: Buffer,
  userId: string,
  now: Date,
): Promise<{ provider: string; issuer: string } | null> {
  const [row] = await tx<{ provider: string; issuer: string }[]>`
    with claimed as (
      update pending_links set claimed_at = ${now}
      where interaction_hash = ${interactionHash} and user_id = ${userId}
        and claimed_at is null and expires_at > ${now}
      returning *
    ), linked as (
      insert into identities (issuer, subject, user_id, email, linked_at)
      select claimed.issuer, subject, user_id, email, ${now}
      from claimed join providers on id = provider and providers.issuer = claimed.issuer
      where (select count(*) from identities where user_id = ${userId}) < ${maxIdentities}
      on conflict do nothing returning user_id
    )
    select provider, issuer from claimed join linked using (user_id)`;
  return row ?? null;
}
