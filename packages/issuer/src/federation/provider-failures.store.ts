import type { Queryable } from '../database/connection.ts';
import { rowParser } from '../database/row.ts';
import { type FailingProvider, failingProvider } from './failing-provider.ts';

/** How often one provider's failures are written: sign-ins may fail in great numbers. */
const writtenMs = 5_000;

/** Of a provider that is not there any more, nothing: it is held, so that none is deleted meanwhile. */
export async function writeFailure(
  sql: Queryable,
  { provider, reason, at }: { provider: string; reason: string; at: Date },
): Promise<void> {
  const before = new Date(at.getTime() - writtenMs);
  await sql`
    insert into provider_failures as known (provider_id, since, at, reason, failures)
    select id, ${at}, ${at}, ${reason}, 1 from providers
    where id = ${provider} for key share
    on conflict (provider_id) do update set
      at = excluded.at, reason = excluded.reason, failures = known.failures + 1
    where known.at < ${before}`;
}

export async function deleteFailure(sql: Queryable, provider: string): Promise<void> {
  await sql`delete from provider_failures where provider_id = ${provider}`;
}

const parse = rowParser('provider_failures', 'id', failingProvider);

/** Those that failed after a moment, the last one first. */
export async function readFailing(
  sql: Queryable,
  { after, limit }: { after: Date; limit: number },
): Promise<FailingProvider[]> {
  const rows = await sql`
    select failing.id, p.name, since, at, reason
    from (
      select provider_id as id, since, at, reason from provider_failures
      where at > ${after} order by at desc limit ${limit}
    ) failing
    cross join lateral (select name from providers where id = failing.id limit 1) p
    order by at desc`;
  return rows.map(parse);
}
