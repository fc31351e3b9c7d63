import { coalesce } from '../database/coalesce.ts';
import type { Sql } from '../database/connection.ts';
import { CorruptRowError } from '../database/row.ts';
import { type Clock, fromNumericDate, numericDate, secondsAfter } from '../runtime/clock.ts';
import type { SealedFacts } from '../tokens/sealed-token.ts';
import { type Question, readFacts } from './facts.store.ts';
import type { Facts } from './facts.ts';

/**
 * The facts of one token, read from a database that was still the primary after the call: the
 * statement begins after the call and is a write at the same time. Those who ask together share it.
 *
 * @throws CorruptRowError
 */
export type FactsReader = (token: SealedFacts, api: string | null) => Promise<Facts>;

/** As many as a gateway asks about at once: a larger crowd is answered in several statements. */
const maxQuestions = 256;

export function createFactsReader({ sql, clock }: { sql: Sql; clock: Clock }): FactsReader {
  const read = coalesce(async (keys) => {
    const at = { now: nextSecond(clock.now()), confirm: true };
    const { facts } = await readFacts(sql, keys.map(questionOf), at);
    return new Map(keys.map((key, index) => [key, facts[index]!]));
  }, maxQuestions);
  return async (token, api) => {
    const found = await read(keyOf(token, api));
    if (found instanceof CorruptRowError) throw found;
    return found!;
  };
}

/** JWTs end at whole seconds: what ends within this one is over, or its JWT would have no life. */
export const nextSecond = (now: Date): Date => secondsAfter(fromNumericDate(numericDate(now)), 1);

/** All that the database is asked about one token: the same question is asked once. */
function keyOf(
  { id, kind, source, client, expiresAt, rows, details, organization, impersonation }: SealedFacts,
  api: string | null,
) {
  const where = {
    ...(rows && { rows }),
    ...(details && { details }),
    ...(organization !== undefined && { organization }),
    ...(impersonation !== undefined && { impersonation }),
  };
  const token: Question['token'] = { id, kind, source, client, expiresAt, ...where };
  return JSON.stringify({ token, api } satisfies Question);
}

const questionOf = (key: string): Question => JSON.parse(key);
