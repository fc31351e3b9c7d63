import { acrValues } from '@sallyport/protocol/acr.ts';
import { z } from 'zod';
import { proofSchema } from '../assurance/proof.ts';
import type { Queryable, Transaction } from '../database/connection.ts';
import { rowParser } from '../database/row.ts';
import type { HeldSession, Origin, Session } from './session.ts';
import { sessionSeen } from './session-seen.sql.ts';

const session = z.object({
  id: z.string(),
  userId: z.string(),
  amr: z.array(z.string()),
  authTime: z.date(),
  acr: z.enum(acrValues),
  proofs: z.array(proofSchema),
  mustChangePassword: z.boolean(),
});

const parseSession = rowParser('sessions', 'id', session);

/** A node of the version before keeps no proofs: then it was a password, or a provider. */
function readSession(row: Record<string, unknown>): Session {
  const parsed = parseSession(row);
  if (parsed.proofs.length > 0) return parsed;
  const { amr, authTime: at } = parsed;
  const proof = amr.includes('pwd')
    ? ({ method: 'password', at } as const)
    : ({ method: 'provider', at, amr } as const);
  return { ...parsed, proofs: [proof] };
}
const parseHeld = rowParser(
  'sessions',
  'id',
  session.pick({ id: true, userId: true }).extend({ ended: z.boolean() }),
);

/**
 * Whether nothing was taken away from a user since this version was read, and they are not disabled;
 * until the end of the transaction it stays so. What is taken away meanwhile waits, and then ends what
 * the transaction has started, too.
 */
export async function holdAccount(
  tx: Transaction,
  { userId, credentialVersion }: { userId: string; credentialVersion: number },
): Promise<boolean> {
  const { count } = await tx`
    select from users
    where id = ${userId} and credential_version = ${credentialVersion} and disabled_at is null
    for share`;
  return count === 1;
}

interface Authenticated extends Omit<Session, 'mustChangePassword' | 'impersonation'> {
  /** Of the new cookie. */
  tokenHash: Buffer;
  now: Date;
  origin: Origin;
}

export async function insertSession(
  tx: Transaction,
  { id, userId, amr, authTime, acr, proofs, ...session }: Authenticated & { expiresAt: Date },
): Promise<void> {
  const { tokenHash, now, origin, expiresAt } = session;
  await tx`
    insert into sessions (token_hash, id, user_id, amr, auth_time, acr, proofs, created_at, seen_at,
      expires_at, user_agent, network, address, client_id)
    values (${tokenHash}, ${id}, ${userId}, ${amr}, ${authTime}, ${acr},
      ${tx.json(proofs)}, ${now}, ${now}, ${expiresAt},
      ${origin.userAgent}, ${origin.network}, ${origin.address}, ${origin.clientId})`;
}

/** One that no browser has a cookie of, and that does not say from where. */
export async function insertUnheldSession(
  tx: Transaction,
  {
    id,
    userId,
    ...session
  }: Omit<Session, 'mustChangePassword' | 'impersonation'> & {
    tokenHash: Buffer;
    now: Date;
    expiresAt: Date;
  },
): Promise<void> {
  const { tokenHash, amr, authTime, acr, proofs, now, expiresAt } = session;
  await tx`
    insert into sessions (token_hash, id, user_id, amr, auth_time, acr, proofs, created_at, seen_at,
      expires_at)
    values (${tokenHash}, ${id}, ${userId}, ${amr}, ${authTime}, ${acr}, ${tx.json(proofs)}, ${now},
      ${now}, ${expiresAt})`;
}

interface Renewal extends Omit<Authenticated, 'id'> {
  /** Of the cookie that the browser came with. */
  heldHash: Buffer;
  idleSince: Date;
}

/**
 * Gives a living session of this user a new cookie, and only that: of two tabs at once, the second
 * one finds nothing. Its absolute limit stays where it is, since it names the partition.
 *
 * @returns its id, or null when there is none.
 */
export async function renewSession(tx: Transaction, renewal: Renewal): Promise<string | null> {
  const { heldHash, tokenHash, userId, amr, authTime, acr, proofs, now, origin } = renewal;
  const [row] = await tx<{ id: string }[]>`
    update sessions set token_hash = ${tokenHash}, amr = ${amr}, auth_time = ${authTime},
      acr = ${acr}, proofs = ${tx.json(proofs)}, seen_at = ${now},
      user_agent = ${origin.userAgent}, network = ${origin.network},
      address = ${origin.address}, client_id = ${origin.clientId}
    where token_hash = ${heldHash} and user_id = ${userId} and ended_at is null
      and expires_at > ${now} and seen_at > ${renewal.idleSince}
    returning id`;
  return row?.id ?? null;
}

/** @returns false where the session has ended, or has another cookie by now. */
export async function writeProofs(
  tx: Transaction,
  {
    id,
    userId,
    heldHash,
    tokenHash,
    acr,
    amr,
    proofs,
    now,
  }: Pick<Renewal, 'userId' | 'heldHash' | 'tokenHash' | 'acr' | 'amr' | 'proofs' | 'now'> & {
    id: string;
  },
): Promise<boolean> {
  const { count } = await tx`
    update sessions set token_hash = ${tokenHash}, acr = ${acr}, amr = ${amr},
      proofs = ${tx.json(proofs)}
    where token_hash = ${heldHash} and id = ${id} and user_id = ${userId} and ended_at is null
      and expires_at > ${now}`;
  return count === 1;
}

/**
 * A living session of a user who may sign in, its sliding limit moved along.
 *
 * @param idleSince one that was not seen after this has been left: for its cookie as for the
 *   refresh tokens in it, so that neither outlives the other.
 */
export async function touchSession(
  sql: Queryable,
  tokenHash: Buffer,
  now: Date,
  idleSince: Date,
): Promise<Session | null> {
  const [row] = await sql`
    with living as (
      select sessions.id, user_id, amr, auth_time, acr, proofs, must_change_password,
        expires_at as partition
      from sessions cross join lateral (
        select must_change_password from users
        where users.id = sessions.user_id and disabled_at is null limit 1
      ) users
      where token_hash = ${tokenHash} and expires_at > ${now} and ended_at is null
        and seen_at > ${idleSince}
    ), touched as (
      ${sessionSeen(sql, now)} and token_hash = ${tokenHash}
        and expires_at = (select partition from living)
    )
    select id, user_id as "userId", amr, auth_time as "authTime", acr, proofs,
      must_change_password as "mustChangePassword" from living`;
  return row ? readSession(row) : null;
}

/**
 * Whether or not it is idle or expired, and its user may sign in: no node decides by its own time
 * that there is nothing left to end.
 */
export async function readHeldSession(
  sql: Queryable,
  tokenHash: Buffer,
): Promise<HeldSession | null> {
  const [row] = await sql`
    select id, user_id as "userId", ended_at is not null as ended from sessions
    where token_hash = ${tokenHash}`;
  if (!row) return null;
  const { id, userId, ended } = parseHeld(row);
  return { state: ended ? 'ended' : 'open', id, userId };
}

/** Of these sessions, ends those of this user. @returns which had not ended before. */
export async function markSessionsEnded(
  sql: Queryable,
  { ids, userId }: { ids: readonly string[]; userId: string },
  now: Date,
): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    update sessions set ended_at = ${now}
    where id = any(${[...ids]}) and user_id = ${userId} and ended_at is null returning id`;
  return rows.map(({ id }) => id);
}

export async function markSessionsOfUsersEnded(
  sql: Queryable,
  userIds: readonly string[],
  now: Date,
): Promise<void> {
  await sql`
    update sessions set ended_at = ${now}
    where user_id = any(${[...userIds]}) and ended_at is null`;
}

/** Those of one user, but for one. */
export async function markOtherSessionsEnded(
  sql: Queryable,
  { userId, keep }: { userId: string; keep: string },
  now: Date,
): Promise<void> {
  await sql`
    update sessions set ended_at = ${now}
    where user_id = ${userId} and id <> ${keep} and ended_at is null`;
}

/** Those that a sign-in at a provider is part of. @returns whose they were, one by one */
export async function markSessionsByProviderEnded(
  tx: Transaction,
  { userIds, provider }: { userIds: readonly string[]; provider: string },
  now: Date,
): Promise<string[]> {
  const rows = await tx<{ userId: string }[]>`
    update sessions set ended_at = ${now}
    where user_id = any(${[...userIds]}) and ended_at is null
      and proofs @> ${tx.json([{ provider }])}
    returning user_id as "userId"`;
  return rows.map(({ userId }) => userId);
}

/** Those that no sign-in at one of these providers is part of. @returns whose they were, one by one */
export async function markSessionsOfOthersEnded(
  tx: Transaction,
  { userIds, providers }: { userIds: readonly string[]; providers: readonly string[] },
  now: Date,
): Promise<string[]> {
  const rows = await tx<{ userId: string }[]>`
    update sessions set ended_at = ${now}
    where user_id = any(${[...userIds]}) and ended_at is null
      and not exists (select from jsonb_array_elements(proofs) proof
        where proof->>'provider' = any(${[...providers]}))
    returning user_id as "userId"`;
  return rows.map(({ userId }) => userId);
}

/** As `holdAccount`, for what only one may do at a time. */
export async function lockEntitled(
  tx: Transaction,
  { userId, credentialVersion }: { userId: string; credentialVersion: number },
): Promise<boolean> {
  const { count } = await tx`
    select from users
    where id = ${userId} and credential_version = ${credentialVersion} and disabled_at is null
    for no key update`;
  return count === 1;
}

/** Whether a session has not ended; until the end of the transaction it stays so. */
export async function lockSession(
  tx: Transaction,
  { id, userId, now }: { id: string; userId: string; now: Date },
): Promise<boolean> {
  const { count } = await tx`
    select from sessions
    where id = ${id} and user_id = ${userId} and ended_at is null and expires_at > ${now}
    for share`;
  return count === 1;
}

const parseOpen = rowParser(
  'sessions',
  'id',
  z.object({
    id: z.string(),
    seenAt: z.date(),
    /** Of the last sign-in in it. */
    authTime: z.date(),
    userAgent: z.string().nullable(),
    address: z.string().nullable(),
    network: z.string().nullable(),
    /** Of the application that the person signed in for last; null where it is gone, or was none. */
    clientName: z.string().nullable(),
    /** The id of the administrator who acts as the person in it; null where it is their own. */
    actorId: z.string().nullable(),
  }),
);

export type OpenSession = ReturnType<typeof parseOpen>;

const openColumns = (sql: Queryable) => sql`
  sessions.id, seen_at as "seenAt", auth_time as "authTime", user_agent as "userAgent",
  address, network, clients.name as "clientName", actor.actor_id as "actorId"`;

const joinClient = (sql: Queryable) => sql`
  left join lateral (select name from clients where id = sessions.client_id limit 1) clients on true
  left join lateral (
    select actor_id from impersonations where session_id = sessions.id limit 1
  ) actor on true`;

/** Of one user, the one that was seen last first. @param after the last one of the page before */
export async function readOpenSessions(
  sql: Queryable,
  {
    userId,
    except,
    after,
    limit,
  }: {
    userId: string;
    except: string;
    after: { seenAt: Date; id: string } | null;
    limit: number;
  },
  { now, idleSince }: { now: Date; idleSince: Date },
): Promise<OpenSession[]> {
  const rows = await sql`
    select ${openColumns(sql)}
    from (select * from sessions where user_id = ${userId} offset 0) sessions
    ${joinClient(sql)}
    where ended_at is null and expires_at > ${now} and seen_at > ${idleSince}
      and sessions.id <> ${except}
      ${after === null ? sql`` : sql`and (seen_at, sessions.id) < (${after.seenAt}, ${after.id})`}
    order by seen_at desc, sessions.id desc limit ${limit}`;
  return rows.map(parseOpen);
}

/** The same of one, whether or not it was left. */
export async function readOpenSession(sql: Queryable, id: string): Promise<OpenSession | null> {
  const [row] = await sql`
    select ${openColumns(sql)}
    from sessions
    ${joinClient(sql)}
    where sessions.id = ${id}`;
  return row ? parseOpen(row) : null;
}

/**
 * Whether a person has signed in before: their account is older than a session can be, or has one. A
 * session that has ended stays as long as its partition.
 */
export async function readSignedInBefore(
  tx: Transaction,
  userId: string,
  longAgo: Date,
): Promise<boolean> {
  const rows = await tx`
    select from users where id = ${userId} and (created_at < ${longAgo}
      or exists (select from sessions where user_id = ${userId}))`;
  return rows.length > 0;
}
