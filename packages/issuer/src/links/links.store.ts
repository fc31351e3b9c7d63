import { z } from 'zod';
import type { Queryable } from '../database/connection.ts';
import { rowParser } from '../database/row.ts';
import { type Link, linkSchema } from './link.ts';

type Row = Record<string, unknown>;

const parseLink = rowParser('links', 'id', linkSchema);
const parseRedeemed = rowParser(
  'links',
  'id',
  linkSchema.extend({ tokenId: z.string(), redeemedAt: z.date() }),
);
const parsePresented = rowParser('links', 'id', linkSchema.extend({ backed: z.boolean() }));

const columns = (sql: Queryable) => sql`
  id, client_id as "clientId", url, origin, api_id as api, permissions,
  authorization_details as details, uses, used, token_lifetime as "tokenLifetime", subject,
  metadata, created_at as "createdAt", redeemable_until as "redeemableUntil",
  revoked_at as "revokedAt"`;

/**
 * Whether its client may still hand on what the link is for: as `swap/resolution.ts` asks of the
 * tokens that it gives, all of the permissions where it is confined to resources, else any of them.
 */
const isStillPermitted = (sql: Queryable) => sql`(
  exists (select from clients where clients.id = links.client_id and clients.disabled_at is null
    and links.api_id = any (clients.apis))
  and (select case when links.authorization_details = '[]' then count(*) > 0
      else count(*) = cardinality(links.permissions) end
    from unnest(links.permissions) wanted (permission)
    where exists (select from client_roles held
      join role_permissions given on given.role = held.role
      join api_permissions declared on declared.permission = given.permission
      where held.client_id = links.client_id and declared.api_id = links.api_id
        and given.permission = wanted.permission)))`;

/** @param expiresAt when the last access token that the link can give has expired. */
export async function insertLink(
  sql: Queryable,
  link: Link,
  tokenHash: Buffer,
  expiresAt: Date,
): Promise<void> {
  await sql`
    insert into links (id, token_hash, client_id, url, origin, api_id, permissions,
      authorization_details, uses, token_lifetime, subject, metadata, created_at,
      redeemable_until, expires_at)
    values (${link.id}, ${tokenHash}, ${link.clientId}, ${link.url}, ${link.origin}, ${link.api},
      ${link.permissions}, ${sql.json(link.details.map((detail) => ({ ...detail })))},
      ${link.uses}, ${link.tokenLifetime}, ${link.subject}, ${sql.json(link.metadata)},
      ${link.createdAt}, ${link.redeemableUntil}, ${expiresAt})`;
}

export interface Redemption {
  tokenHash: Buffer;
  /** Of the browser, if it is one; then it must be the link's own. */
  origin: string | null;
  retryHash: Buffer;
  /** Id of the access token to be issued. */
  tokenId: string;
  now: Date;
}

export type Redeemed = ReturnType<typeof parseRedeemed>;

/**
 * Takes one use of a link: one statement, so that of many callers at once as many get the row as
 * the link has uses, and a crash leaves it taken or not. None is taken where the link would give
 * a token to nothing.
 */
export async function redeemLink(sql: Queryable, redemption: Redemption): Promise<Redeemed | null> {
  const { tokenHash, origin, retryHash, tokenId, now } = redemption;
  const [row] = await sql<Row[]>`
    with redeemed as (
      update links set used = used + 1
      where token_hash = ${tokenHash} and used < uses and revoked_at is null
        and redeemable_until > ${now} and ${isStillPermitted(sql)}
        and (${origin}::text is null or origin = ${origin})
        and not exists (select from link_redemptions
          where link_id = links.id and retry_hash = ${retryHash})
      returning *
    ), noted as (
      insert into link_redemptions (link_id, retry_hash, token_id, redeemed_at, expires_at)
      select id, ${retryHash}, ${tokenId}, ${now}, expires_at from redeemed
    )
    select ${columns(sql)}, ${tokenId} as "tokenId", ${now}::timestamptz as "redeemedAt"
    from redeemed`;
  return row ? parseRedeemed(row) : null;
}

/** An earlier redemption under the same retry key, whose answer may have been lost. */
export async function findRedemption(
  sql: Queryable,
  { tokenHash, origin, retryHash, now }: Redemption,
): Promise<Redeemed | null> {
  const [row] = await sql<Row[]>`
    select ${columns(sql)}, noted.token_id as "tokenId", noted.redeemed_at as "redeemedAt"
    from (select * from links where token_hash = ${tokenHash}) links
    join (select link_id, token_id, redeemed_at from link_redemptions
          where retry_hash = ${retryHash}) noted on noted.link_id = links.id
    where revoked_at is null and redeemed_at + token_lifetime * interval '1 second' > ${now}
      and ${isStillPermitted(sql)} and (${origin}::text is null or origin = ${origin})`;
  return row ? parseRedeemed(row) : null;
}

export async function findLinkByToken(
  sql: Queryable,
  tokenHash: Buffer,
): Promise<(Link & { backed: boolean }) | null> {
  const [row] = await sql<Row[]>`
    select ${columns(sql)}, ${isStillPermitted(sql)} as backed from links where token_hash = ${tokenHash}`;
  return row ? parsePresented(row) : null;
}

export async function findLink(sql: Queryable, id: string, clientId: string): Promise<Link | null> {
  const [row] = await sql<Row[]>`
    select ${columns(sql)} from links where id = ${id} and client_id = ${clientId}`;
  return row ? parseLink(row) : null;
}

/** @returns false when there was nothing to revoke. */
export async function markLinkRevoked(
  sql: Queryable,
  id: string,
  clientId: string,
  now: Date,
): Promise<boolean> {
  const rows = await sql`
    update links set revoked_at = ${now}
    where id = ${id} and client_id = ${clientId} and revoked_at is null returning id`;
  return rows.length > 0;
}

export async function markLinksOfClientsRevoked(
  sql: Queryable,
  clientIds: readonly string[],
  now: Date,
): Promise<void> {
  await sql`
    update links set revoked_at = ${now}
    where client_id = any(${[...clientIds]}) and revoked_at is null`;
}
