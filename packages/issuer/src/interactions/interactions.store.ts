import { z } from 'zod';
import { type Proof, type Proven, proofSchema } from '../assurance/proof.ts';
import type { Queryable, Transaction } from '../database/connection.ts';
import { bytes, rowParser } from '../database/row.ts';
import { accountClientId } from './account-client.ts';
import {
  type AuthorizationParameters,
  authorizationParametersSchema,
  type ConsentAnswer,
  consentAnswers,
  type Interaction,
} from './interaction.ts';
import type { More } from './more.ts';

interface NewInteraction {
  idHash: Buffer;
  /** The browser that it was begun in. */
  browserHash: Buffer;
  parameters: AuthorizationParameters;
  createdAt: Date;
  expiresAt: Date;
}

export async function insertInteraction(sql: Queryable, row: NewInteraction): Promise<void> {
  await sql`
    insert into authorization_requests (id_hash, browser_hash, parameters, created_at, expires_at)
    values (${row.idHash}, ${row.browserHash}, ${sql.json({ ...row.parameters })},
            ${row.createdAt}, ${row.expiresAt})`;
}

const parseRow = rowParser(
  'authorization_requests',
  'idHash',
  z.object({
    browserHash: bytes,
    parameters: authorizationParametersSchema,
    clientName: z.string().nullable(),
    createdAt: z.date(),
    expiresAt: z.date(),
    identifier: z.string().nullable(),
    selectedAccount: z.string().nullable(),
    consent: z.enum(consentAnswers).nullable(),
    consentBy: z.string().nullable(),
    /** Null, too, where something was taken away from them since. */
    provedUser: z.string().nullable(),
    mustChangePassword: z.boolean(),
    credentialVersion: z.int().nullable(),
    proofs: z.array(proofSchema),
  }),
);

export interface InteractionRow extends Omit<Interaction, 'id'> {
  browserHash: Buffer;
}

/** @throws CorruptRowError */
export function parseInteraction(row: RawInteraction): InteractionRow {
  const { provedUser: userId, credentialVersion, proofs, ...rest } = parseRow(row);
  const isProven = userId !== null && credentialVersion !== null && proofs.length > 0;
  return { ...rest, proven: isProven ? { userId, credentialVersion, proofs } : null };
}

/**
 * Who asks, as part of a statement about a `request`. Our own pages are no client that is registered:
 * a node of the version before finds none for them, and tells that the sign-in is over.
 */
const askingClient = (sql: Queryable) => sql`
  (select name, sign_in from clients
    where id = request.parameters ->> 'clientId' and disabled_at is null limit 1)
  union all
  select null, null where request.parameters ->> 'clientId' = ${accountClientId}`;

/** What a statement read of an interaction, not looked at yet: a row that cannot be read is the fault of one request. */
export type RawInteraction = Record<string, unknown> & { idHash: Buffer };

/**
 * Those that are open, in no order.
 *
 * @param more what else the same statement is to tell, as columns: `, 1 as one`
 */
export const readInteractions = (
  sql: Queryable,
  idHashes: readonly Buffer[],
  now: Date,
  more: More = () => sql``,
): PromiseLike<RawInteraction[]> => sql<RawInteraction[]>`
    select id_hash as "idHash", browser_hash as "browserHash", parameters,
      clients.name as "clientName", request.created_at as "createdAt",
      request.expires_at as "expiresAt", identifier,
      selected_account as "selectedAccount", consent,
      consent_by as "consentBy",
      users.id as "provedUser", request.credential_version as "credentialVersion", proofs,
      coalesce(users.must_change_password, false) as "mustChangePassword"
      ${more(sql)}
    from unnest(${idHashes}::bytea[]) as asked (hash)
    cross join lateral (
      -- One at most: found in today's partition, it is not looked for in those of the days to come.
      select * from authorization_requests
      where id_hash = asked.hash and expires_at > ${now} and fulfilled_at is null limit 1
    ) request
    cross join lateral (${askingClient(sql)}) clients
    left join lateral (
      select id, must_change_password from users
      where id = request.proved_user and disabled_at is null
        and credential_version = request.credential_version limit 1
    ) users on true`;

const parseParameters = rowParser(
  'authorization_requests',
  'idHash',
  z.object({ parameters: authorizationParametersSchema }),
);

/** What was asked for by a request that took too long, and was not called off; null for others. */
export async function readExpired(
  sql: Queryable,
  idHash: Buffer,
  now: Date,
): Promise<AuthorizationParameters | null> {
  const [row] = await sql<Record<string, unknown>[]>`
    select id_hash as "idHash", parameters
    from authorization_requests request cross join lateral (${askingClient(sql)}) clients
    where id_hash = ${idHash} and expires_at <= ${now} and fulfilled_at is null
      and consent is distinct from 'denied'`;
  return row ? parseParameters(row).parameters : null;
}

/** What was asked for by a request of this browser that was answered with a code since then. */
export async function readFulfilled(
  sql: Queryable,
  { idHash, browserHash, since }: { idHash: Buffer; browserHash: Buffer; since: Date },
): Promise<AuthorizationParameters | null> {
  const [row] = await sql<Record<string, unknown>[]>`
    select id_hash as "idHash", parameters from authorization_requests
    where id_hash = ${idHash} and browser_hash = ${browserHash} and fulfilled_at >= ${since}`;
  return row ? parseParameters(row).parameters : null;
}

/**
 * The first answer of a person counts. One that another person gave before in this browser has let
 * the request of that person go on, and is replaced; a refusal is the end for all.
 *
 * @returns whether this answer counts.
 */
export async function writeConsent(
  sql: Queryable,
  {
    idHash,
    answer,
    userId,
    now,
  }: { idHash: Buffer; answer: ConsentAnswer; userId: string; now: Date },
): Promise<boolean> {
  const { count } = await sql`
    update authorization_requests set consent = ${answer}, consent_by = ${userId}
    where id_hash = ${idHash} and expires_at > ${now} and fulfilled_at is null
      and (consent is null or (consent = 'given' and consent_by is distinct from ${userId}))`;
  return count === 1;
}

interface NewProof extends Omit<Proven, 'proofs'> {
  idHash: Buffer;
  browserHash: Buffer;
  proof: Proof;
  /** Whether the proof says who signs in; one that does not is only added to those of the same person. */
  identifies: boolean;
  now: Date;
}

/**
 * Adds a proof, in place of an older one of the same method. Proofs of another person, or from before
 * something was taken away from this one, do not count beside it: they go.
 *
 * @returns false when the interaction is over, or is not this browser's, or was proved by another
 *   person and the proof does not identify.
 */
export async function addProof(
  sql: Queryable,
  { idHash, browserHash, userId, credentialVersion, proof, identifies, now }: NewProof,
): Promise<boolean> {
  const { count } = await sql`
    update authorization_requests set
      proved_user = ${userId}, credential_version = ${credentialVersion},
      proofs = case when proved_user = ${userId} and credential_version = ${credentialVersion}
        then (select coalesce(jsonb_agg(kept), '[]') from jsonb_array_elements(proofs) kept
          where kept ->> 'method' <> ${proof.method}) else '[]' end
        || jsonb_build_array(${sql.json({ ...proof, at: proof.at.toISOString() })}::jsonb)
    where id_hash = ${idHash} and browser_hash = ${browserHash}
      and expires_at > ${now} and fulfilled_at is null
      and (${identifies} or proved_user is null
        or (proved_user = ${userId} and credential_version = ${credentialVersion}))`;
  return count === 1;
}

/**
 * Takes the proofs that a session is started from, in its transaction: of two requests with the same
 * ones, one gets them.
 *
 * @returns false when they are not those of the interaction any more.
 */
export async function takeProofs(
  tx: Transaction,
  { userId, credentialVersion, proofs }: Proven,
  { idHash, now }: { idHash: Buffer; now: Date },
): Promise<boolean> {
  const stored = proofs.map((proof) => ({ ...proof, at: proof.at.toISOString() }));
  const { count } = await tx`
    update authorization_requests
    set proofs = '[]', proved_user = null, credential_version = null
    where id_hash = ${idHash} and expires_at > ${now} and fulfilled_at is null
      and proved_user = ${userId} and credential_version = ${credentialVersion}
      and proofs = ${tx.json(stored)}::jsonb`;
  return count === 1;
}

/** Nothing that is answered later counts: `nextStep` looks at this first. */
export async function writeCancelled(sql: Queryable, idHash: Buffer, now: Date): Promise<void> {
  await sql`
    update authorization_requests set consent = 'denied'
    where id_hash = ${idHash} and expires_at > ${now} and fulfilled_at is null`;
}

/** Gives the proofs of a person another credential version. */
export async function moveProofs(
  tx: Transaction,
  {
    idHash,
    browserHash,
    userId,
    from,
    to,
    now,
  }: { idHash: Buffer; browserHash: Buffer; userId: string; from: number; to: number; now: Date },
): Promise<void> {
  await tx`
    update authorization_requests set credential_version = ${to}
    where id_hash = ${idHash} and browser_hash = ${browserHash} and expires_at > ${now}
      and fulfilled_at is null and proved_user = ${userId} and credential_version = ${from}`;
}

export async function writeIdentifier(
  sql: Queryable,
  { idHash, identifier, now }: { idHash: Buffer; identifier: string; now: Date },
): Promise<void> {
  await sql`
    update authorization_requests set identifier = ${identifier}
    where id_hash = ${idHash} and expires_at > ${now} and fulfilled_at is null`;
}

export async function writeSelection(
  sql: Queryable,
  { idHash, account, email, now }: { idHash: Buffer; account: string; email: string; now: Date },
): Promise<void> {
  await sql`
    update authorization_requests set selected_account = ${account}, identifier = ${email}
    where id_hash = ${idHash} and expires_at > ${now} and fulfilled_at is null`;
}

/** The id of the client that a request is of; null where there is none. */
export async function readClientOf(sql: Queryable, idHash: Buffer): Promise<string | null> {
  const [row] = await sql<{ client: string }[]>`
    select parameters->>'clientId' as client from authorization_requests where id_hash = ${idHash}`;
  return row?.client ?? null;
}
