import { z } from 'zod';
import { auditEventsInserted } from '../audit/audit-events.sql.ts';
import type { Queryable } from '../database/connection.ts';
import { byteaText } from '../database/reconcile.ts';
import { rowParser } from '../database/row.ts';
import type { Fragment } from '../database/statement.ts';
import type { RequestSource } from '../runtime/request-source.ts';

import { type Link, linkSchema } from './link.ts';

type Row = Record<string, unknown>;

const parseLink = rowParser('links', 'id', linkSchema);
const parseRedeemed = rowParser(
  'links',
  'id',
  linkSchema.extend({ tokenId: z.string(), redeemedAt: z.date(), expiresAt: z.date() }),
);
const parsePresented = rowParser(
  'links',
  'id',
  linkSchema.extend({ backed: z.boolean(), refused: z.int() }),
);

const columns = (sql: Queryable) => sql`
  id, client_id as "clientId", url, origin, api_id as api, permissions,
  authorization_details as details, uses, used, token_lifetime as "tokenLifetime", subject,
  metadata, created_at as "createdAt", redeemable_until as "redeemableUntil",
  revoked_at as "revokedAt"`;

/**
 * Whether its client may still hand on what the link is for: as `swap/resolution.ts` asks of the
 * tokens that it gives, all of the permissions where it is confined to resources, else any of them.
 */
const isStillPermitted = (sql: Queryable, now: Fragment) => sql`(
  exists (select from clients where clients.id = links.client_id and clients.disabled_at is null
    and links.api_id = any (clients.apis))
  and (select case when links.authorization_details = '[]' then count(*) > 0
      else count(*) = cardinality(links.permissions) end
    from unnest(links.permissions) wanted (permission)
    where exists (select from client_roles held
      join role_permissions given on given.role = held.role
      join api_permissions declared on declared.permission = given.permission
      where held.client_id = links.client_id
        and (held.valid_until is null or held.valid_until > ${now})
        and declared.api_id = links.api_id
        and given.permission = wanted.permission)))`;

export interface NewLink extends Link {
  tokenHash: Buffer;
  /** When the last access token that it can give has expired. */
  expiresAt: Date;
  /** Where the request for it came from. */
  source: RequestSource | null;
}

/**
 * Stores those links whose client has, now and itself, all the permissions that it hands on, each
 * with its audit event: one statement, so that no client loses a permission in between.
 *
 * @returns by the link's id what its client may do at the API; null when it may not call it. The link
 *   is stored where that covers its permissions.
 */
export async function insertLinks(
  sql: Queryable,
  links: readonly NewLink[],
): Promise<Map<string, string[] | null>> {
  const rows = await sql<{ id: string; held: string[] | null }[]>`
    with asked as (
      select * from jsonb_to_recordset(${sql.json(links.map(rowOf))}) as asked (id uuid,
        token_hash bytea, client_id text, url text, origin text, api_id text, permissions text[],
        details jsonb, uses int, token_lifetime int, subject text, metadata jsonb,
        created_at timestamptz, redeemable_until timestamptz, expires_at timestamptz,
        address text, network text, user_agent text)
    ), checked as (
      select asked.*, held.permissions as held from asked left join lateral (
        select at_api.permissions
        from (select apis from clients where id = asked.client_id and disabled_at is null limit 1) clients
        cross join lateral (
          select id from apis where id = asked.api_id and id = any (clients.apis) limit 1
        ) apis
        cross join lateral client_facts(asked.client_id, asked.created_at) own
        cross join lateral permissions_at(array[apis.id], own.roles) at_api
      ) held on true
    ), stored as (
      insert into links (id, token_hash, client_id, url, origin, api_id, permissions,
        authorization_details, uses, token_lifetime, subject, metadata, created_at,
        redeemable_until, expires_at)
      select id, token_hash, client_id, url, origin, api_id, permissions, details, uses,
        token_lifetime, subject, metadata, created_at, redeemable_until, expires_at
      from checked where permissions <@ held
      returning id, client_id, created_at
    ), audited as (
      select created_at as at, 'link.create' as action, 'client:' || client_id as actor,
        array['link:' || id] as subjects, address, network, user_agent
      from stored join (select id, address, network, user_agent from asked) source using (id)
    ), noted as (${auditEventsInserted(sql)})
    select id, held from checked`;
  return new Map(rows.map(({ id, held }) => [id, held]));
}

const rowOf = (link: NewLink) => ({
  id: link.id,
  token_hash: byteaText(link.tokenHash),
  client_id: link.clientId,
  url: link.url,
  origin: link.origin,
  api_id: link.api,
  permissions: link.permissions,
  details: link.details,
  uses: link.uses,
  token_lifetime: link.tokenLifetime,
  subject: link.subject,
  metadata: link.metadata,
  created_at: link.createdAt,
  redeemable_until: link.redeemableUntil,
  expires_at: link.expiresAt,
  address: link.source?.address ?? null,
  network: link.source?.network ?? null,
  user_agent: link.source?.userAgent ?? null,
});

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
/** A use that was taken, not read yet: a row that cannot be read is the fault of one caller alone. */
export type RedeemedRow = Row;
/** @throws CorruptRowError */
export const readRedeemed: (row: RedeemedRow) => Redeemed = parseRedeemed;

/**
 * Takes one use of each of these links: one statement, so that of many callers at once as many get
 * the row as the link has uses, and a crash leaves it taken or not. None is taken where the link
 * would give a token to nothing.
 *
 * @param redemptions each of another link
 * @param held what becomes of a link that another statement holds at the moment. With `skip locked`
 *   no statement waits for another one, and so none of them can be in a deadlock.
 * @returns by the id of the token those that were taken
 */
export async function redeemLinks(
  sql: Queryable,
  redemptions: readonly Redemption[],
  held: 'wait' | 'skip locked',
): Promise<Map<string, RedeemedRow>> {
  const rows = await sql<Row[]>`
    with asked as (
      select * from unnest(
        ${redemptions.map(({ tokenHash }) => tokenHash)}::bytea[],
        ${redemptions.map(({ origin }) => origin)}::text[],
        ${redemptions.map(({ retryHash }) => retryHash)}::bytea[],
        ${redemptions.map(({ tokenId }) => tokenId)}::text[],
        ${redemptions.map(({ now }) => now)}::timestamptz[]
      ) as asked (token_hash, origin, retry_hash, token_id, redeemed_at)
    ), locked as (
      select asked.retry_hash, asked.token_id, asked.redeemed_at, links.id, links.partition
      from asked cross join lateral (
        select id, expires_at as partition from links
        where links.token_hash = asked.token_hash and used < uses and revoked_at is null
          and redeemable_until > asked.redeemed_at and ${isStillPermitted(sql, sql`asked.redeemed_at`)}
          and (asked.origin is null or links.origin = asked.origin)
          and not exists (select from link_redemptions
            where link_id = links.id and retry_hash = asked.retry_hash)
        limit 1 for update ${held === 'wait' ? sql`` : sql`skip locked`}
      ) links
    ), redeemed as (
      update links set used = used + 1 from locked
      where links.id = locked.id and links.expires_at = locked.partition
        and used < uses and revoked_at is null
      returning links.*, locked.retry_hash, locked.token_id, locked.redeemed_at
    ), noted as (
      insert into link_redemptions (link_id, retry_hash, token_id, redeemed_at, expires_at)
      select id, retry_hash, token_id, redeemed_at, expires_at from redeemed
    )
    select ${columns(sql)}, token_id as "tokenId", redeemed_at as "redeemedAt",
      expires_at as "expiresAt"
    from redeemed`;
  return new Map(rows.map((row) => [String(row['tokenId']), row]));
}

/** An earlier redemption under the same retry key, whose answer may have been lost. */
export async function findRedemption(
  sql: Queryable,
  { tokenHash, origin, retryHash, now }: Redemption,
): Promise<Redeemed | null> {
  const [row] = await sql<Row[]>`
    select ${columns(sql)}, noted.token_id as "tokenId", noted.redeemed_at as "redeemedAt",
      expires_at as "expiresAt"
    from (select * from links where token_hash = ${tokenHash}) links
    join (select link_id, token_id, redeemed_at from link_redemptions
          where retry_hash = ${retryHash}) noted on noted.link_id = links.id
    where revoked_at is null and redeemed_at + token_lifetime * interval '1 second' > ${now}
      and ${isStillPermitted(sql, sql`${now}`)} and (${origin}::text is null or origin = ${origin})`;
  return row ? parseRedeemed(row) : null;
}

export async function findLinkByToken(
  sql: Queryable,
  tokenHash: Buffer,
  now: Date,
): Promise<(Link & { backed: boolean; refused: number }) | null> {
  const [row] = await sql<Row[]>`
    select ${columns(sql)}, refused, ${isStillPermitted(sql, sql`${now}`)} as backed from links where token_hash = ${tokenHash}`;
  return row ? parsePresented(row) : null;
}

/** Up to a number: who has a link, and it may be anyone, cannot make us write without end. */
export async function countRefusal(sql: Queryable, id: string, max: number): Promise<void> {
  await sql`update links set refused = refused + 1 where id = ${id} and refused < ${max}`;
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
