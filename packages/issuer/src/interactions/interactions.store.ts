import { z } from 'zod';
import type { Queryable } from '../database/connection.ts';
import { bytes, rowParser } from '../database/row.ts';
import {
  type AuthorizationParameters,
  authorizationParametersSchema,
  type ConsentAnswer,
  consentAnswers,
} from './interaction.ts';

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
    clientName: z.string(),
    createdAt: z.date(),
    expiresAt: z.date(),
    consent: z.enum(consentAnswers).nullable(),
  }),
);

export type InteractionRow = ReturnType<typeof parseRow>;

/** Only while it is open. */
export async function readInteraction(
  sql: Queryable,
  idHash: Buffer,
  now: Date,
): Promise<InteractionRow | null> {
  const [row] = await sql<Record<string, unknown>[]>`
    select id_hash as "idHash", browser_hash as "browserHash", parameters,
      clients.name as "clientName", created_at as "createdAt", expires_at as "expiresAt", consent
    from authorization_requests join clients on clients.id = parameters ->> 'clientId'
    where id_hash = ${idHash} and expires_at > ${now} and fulfilled_at is null and disabled_at is null`;
  return row ? parseRow(row) : null;
}

/** The first answer counts. */
export async function writeConsent(
  sql: Queryable,
  { idHash, answer, now }: { idHash: Buffer; answer: ConsentAnswer; now: Date },
): Promise<void> {
  await sql`
    update authorization_requests set consent = ${answer}
    where id_hash = ${idHash} and expires_at > ${now} and fulfilled_at is null
      and consent is null`;
}
