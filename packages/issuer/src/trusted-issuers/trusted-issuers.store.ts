import { z } from 'zod';
import type { Queryable, Transaction } from '../database/connection.ts';
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
  const rows = declared.map(({ map, audience, audiences, ...issuer }) => ({
    ...issuer,
    audiences: audience === undefined ? audiences : { ...audiences, [audience]: audience },
    claim_map: map,
  }));
  return reconcileTable(tx, trustedIssuers, rows);
};

const path = z.array(z.string()).min(1);

const parseRow = rowParser(
  trustedIssuers.table,
  'issuer',
  z.object({
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
  }),
);

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

/** All of them: the file has a handful. */
export async function readTrustedIssuers(sql: Queryable): Promise<TrustedIssuer[]> {
  const rows = await sql`select ${columns(sql)} from trusted_issuers order by issuer`;
  return rows.map(parseRow);
}
