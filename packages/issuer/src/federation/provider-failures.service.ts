import type { Context } from '../context.ts';
import type { Queryable } from '../database/connection.ts';
import type { FailingProvider } from './failing-provider.ts';
import { deleteFailure, readFailing, writeFailure } from './provider-failures.store.ts';

type Dependencies = Pick<Context, 'sql' | 'clock'>;

const hour = 3_600_000;

/** A provider did not answer, or not as it should: not what a person caused, as by a code that is too old. */
export const noteFailure = (
  provider: string,
  reason: string,
  { sql, clock }: Dependencies,
): Promise<void> => writeFailure(sql, { provider, reason, at: clock.now() });

/** It answered as it should, or is configured anew: what failed before says nothing of it. */
export const forgetFailure = (provider: string, sql: Queryable): Promise<void> =>
  deleteFailure(sql, provider);

/** Those that failed within an hour, and did not answer as they should since. */
export const failingProviders = (
  sql: Queryable,
  now: Date,
  limit: number,
): Promise<FailingProvider[]> => readFailing(sql, { after: new Date(now.getTime() - hour), limit });
