import { z } from 'zod';
import type { Queryable } from '../../database/connection.ts';
import { rowParser } from '../../database/row.ts';

const parseIdentity = rowParser(
  'identities',
  'id',
  z.object({
    id: z.string(),
    issuer: z.string(),
    /** The name; null where no provider of this issuer is declared any more. */
    provider: z.string().nullable(),
    type: z.string().nullable(),
    /** As the provider said it when it was linked. */
    email: z.string().nullable(),
    linkedAt: z.date(),
    usedAt: z.date().nullable(),
  }),
);

export type OwnIdentity = ReturnType<typeof parseIdentity>;

/** The oldest first. */
export async function readOwnIdentities(sql: Queryable, userId: string): Promise<OwnIdentity[]> {
  const rows = await sql`
    select identities.id, identities.issuer, providers.name as provider, providers.type, email,
      linked_at as "linkedAt", used_at as "usedAt"
    from identities left join lateral (
      select name, type from providers where providers.issuer = identities.issuer
      order by id limit 1
    ) providers on true
    where user_id = ${userId} order by linked_at, identities.id`;
  return rows.map(parseIdentity);
}

const parseProvider = rowParser(
  'providers',
  'id',
  z.object({ id: z.string(), name: z.string(), type: z.string() }),
);

export type LinkableProvider = ReturnType<typeof parseProvider>;

/** Those that everyone is shown, in the order of the file. */
export async function readLinkableProviders(sql: Queryable): Promise<LinkableProvider[]> {
  const rows = await sql`
    select id, name, type from providers where not hidden order by ordinal, id`;
  return rows.map(parseProvider);
}
