import { z } from 'zod';
import type { Queryable, Transaction } from '../database/connection.ts';
import { insertOwnRow, updateOwnRow } from '../database/own-rows.ts';
import { type Difference, reconcileTable } from '../database/reconcile.ts';
import { rowParser } from '../database/row.ts';
import type { DeclaredTrustedIssuer } from './trusted-issuer-declaration.ts';

const trustedIssuers = {
  table: 'trusted_issuers',
  kind: 'trusted_issuer',
  key: 'issuer',
  columns: {
    issuer: 'text',
    audiences: 'jsonb',
    without_audience: 'text',
    profile: 'text',
    claim_map: 'jsonb',
  },
  cached: ['audiences', 'without_audience', 'profile', 'claim_map'],
} as const;

export const reconcileTrustedIssuers = (
  tx: Transaction,
  declared: readonly DeclaredTrustedIssuer[],
): Promise<Difference[]> => {
  return reconcileTable(tx, trustedIssuers, declared.map(rowOf));
};

const rowOf = ({ map, audience, audiences, ...issuer }: DeclaredTrustedIssuer) => ({
  without_audience: null,
  ...issuer,
  audiences: audience === undefined ? audiences : { ...audiences, [audience]: audience },
  claim_map: map,
});

const path = z.array(z.string()).min(1);

const trustedIssuer = z.object({
  issuer: z.string(),
  /** Which of our APIs each value of its `aud` stands for. */
  audiences: z.record(z.string(), z.string()),
  /** The API that its tokens without `aud` are for. */
  withoutAudience: z.string().nullable(),
  profile: z.enum(['rfc9068', 'any-jwt', 'id-token']),
  /** Which of its claims hold the subject and, if any does, the roles. */
  map: z.object({
    sub: path,
    roles: path.optional(),
    role_names: z.record(z.string(), z.string()).optional(),
  }),
});

const parseRow = rowParser(trustedIssuers.table, 'issuer', trustedIssuer);

export type TrustedIssuer = ReturnType<typeof parseRow>;

const columns = (sql: Queryable) => sql`
  issuer, audiences, without_audience as "withoutAudience", profile, claim_map as map`;

export async function readTrustedIssuer(
  sql: Queryable,
  issuer: string,
): Promise<TrustedIssuer | null> {
  const [row] = await sql`
    select ${columns(sql)} from trusted_issuers where issuer = ${issuer}`;
  return row ? parseRow(row) : null;
}

const kept = trustedIssuer.extend({
  /** Whether it is the file's. */
  declared: z.boolean(),
});

/** One as administrators see it. */
export type KeptTrustedIssuer = z.output<typeof kept>;

const parseKept = rowParser(trustedIssuers.table, 'issuer', kept);

export async function readKeptTrustedIssuer(
  sql: Queryable,
  issuer: string,
): Promise<KeptTrustedIssuer | null> {
  const [row] = await sql`
    select ${columns(sql)}, declared from trusted_issuers where issuer = ${issuer}`;
  return row ? parseKept(row) : null;
}

/** By issuer. */
export async function readKeptTrustedIssuers(
  sql: Queryable,
  { after, limit }: { after: string | null; limit: number },
): Promise<KeptTrustedIssuer[]> {
  const rows = await sql`
    select ${columns(sql)}, declared from trusted_issuers
    where issuer > coalesce(${after}::text, '') order by issuer limit ${limit}`;
  return rows.map(parseKept);
}

/** Until the end of the transaction no other one changes it. */
export async function lockTrustedIssuer(tx: Transaction, issuer: string): Promise<void> {
  await tx`select from trusted_issuers where issuer = ${issuer} for update`;
}

/** @returns false where it is there */
export const insertTrustedIssuer = (
  tx: Transaction,
  given: DeclaredTrustedIssuer,
): Promise<boolean> => insertOwnRow(tx, trustedIssuers, rowOf(given));

export const updateTrustedIssuer = (
  tx: Transaction,
  given: DeclaredTrustedIssuer,
): Promise<boolean> => updateOwnRow(tx, trustedIssuers, given.issuer, rowOf(given));

export async function deleteTrustedIssuer(tx: Transaction, issuer: string): Promise<void> {
  await tx`delete from trusted_issuers where issuer = ${issuer} and not declared`;
}

/** Which of these APIs and roles there are. */
export async function readKnownNames(
  sql: Queryable,
  { apis, roles }: { apis: readonly string[]; roles: readonly string[] },
): Promise<{ apis: string[]; roles: string[] }> {
  const [row] = await sql<{ apis: string[]; roles: string[] }[]>`
    select array(select id from apis where id = any(${[...apis]}::text[])) as apis,
      array(select name from roles where name = any(${[...roles]}::text[])) as roles`;
  return row!;
}
