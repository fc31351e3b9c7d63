import { z } from 'zod';
import type { Queryable, Transaction } from '../database/connection.ts';
import { rowParser } from '../database/row.ts';
import type { RequestSource } from '../runtime/request-source.ts';
import {
  type DeviceParameters,
  type DeviceRequest,
  deviceParametersSchema,
  type PolledRequest,
  pollInterval,
  tolerance,
} from './device-request.ts';

interface NewDeviceRequest {
  id: string;
  codeHash: Buffer;
  userCode: string;
  clientId: string;
  parameters: DeviceParameters;
  from: RequestSource;
  now: Date;
  expiresAt: Date;
}

/** @returns false where another request has this user code. */
export async function insertDeviceRequest(
  sql: Queryable,
  { from, now, ...request }: NewDeviceRequest,
): Promise<boolean> {
  const { count } = await sql`
    insert into device_requests (id, code_hash, user_code, client_id, parameters, address, network,
      user_agent, created_at, expires_at, poll_interval)
    values (${request.id}, ${request.codeHash}, ${request.userCode}, ${request.clientId},
      ${sql.json({ ...request.parameters })}, ${from.address}, ${from.network}, ${from.userAgent},
      ${now}, ${request.expiresAt}, ${pollInterval.first})
    on conflict (user_code) do nothing`;
  return count === 1;
}

const parsePolled = rowParser(
  'device_requests',
  'id',
  z.object({
    expiresAt: z.date(),
    early: z.boolean(),
    answered: z.boolean(),
    allowed: z.boolean(),
  }),
);

/**
 * Keeps that a device asks, and makes its interval longer where it asks too early. Of questions at the same
 * moment, on whichever nodes, each finds the one before it.
 *
 * @returns null where this client has no such device.
 */
export async function writePoll(
  sql: Queryable,
  { codeHash, clientId, now }: { codeHash: Buffer; clientId: string; now: Date },
): Promise<PolledRequest | null> {
  const [row] = await sql`
    with before as (
      select id, coalesce(
        polled_at > ${now}::timestamptz - (poll_interval - ${tolerance}::int) * interval '1 second',
        false) as early
      from device_requests
      where code_hash = ${codeHash} and client_id = ${clientId} for update
    )
    update device_requests request set
      polled_at = ${now},
      poll_interval = case
        when early then least(${pollInterval.most}, poll_interval + ${pollInterval.step}::int)
        else poll_interval end
    from before where request.id = before.id
    returning request.id, expires_at as "expiresAt", early, answered_at is not null as answered,
      grant_id is not null as allowed`;
  return row ? parsePolled(row) : null;
}

const parseOpen = rowParser(
  'device_requests',
  'id',
  z.object({
    id: z.string(),
    clientId: z.string(),
    parameters: deviceParametersSchema,
    userCode: z.string(),
    address: z.string(),
    network: z.string(),
    userAgent: z.string().nullable(),
    createdAt: z.date(),
  }),
);

function readOpen(row: Record<string, unknown> | undefined): DeviceRequest | null {
  if (!row) return null;
  const { address, network, userAgent, ...request } = parseOpen(row);
  return { ...request, from: { address, network, userAgent } };
}

const openColumns = (sql: Queryable) => sql`
  id, client_id as "clientId", parameters, user_code as "userCode", address, network,
  user_agent as "userAgent", created_at as "createdAt"`;

/** Of one that is not answered and has not expired. */
export async function readByUserCode(
  sql: Queryable,
  { userCode, now }: { userCode: string; now: Date },
): Promise<DeviceRequest | null> {
  const [row] = await sql<Record<string, unknown>[]>`
    select ${openColumns(sql)} from device_requests
    where user_code = ${userCode} and answered_at is null and expires_at > ${now}`;
  return readOpen(row);
}

/** The same by its id. */
export async function readDeviceRequest(
  sql: Queryable,
  { id, now }: { id: string; now: Date },
): Promise<DeviceRequest | null> {
  const [row] = await sql<Record<string, unknown>[]>`
    select ${openColumns(sql)} from device_requests
    where id = ${id} and answered_at is null and expires_at > ${now}`;
  return readOpen(row);
}

/** @returns false where it was answered before, or has expired. */
export async function writeDenied(
  tx: Transaction,
  { id, now }: { id: string; now: Date },
): Promise<boolean> {
  const { count } = await tx`
    update device_requests set answered_at = ${now}
    where id = ${id} and answered_at is null and expires_at > ${now}`;
  return count === 1;
}

export async function deleteDeviceRequests(sql: Queryable, until: Date): Promise<void> {
  await sql`delete from device_requests where expires_at <= ${until}`;
}
