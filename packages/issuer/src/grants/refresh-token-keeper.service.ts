import type { Context } from '../context.ts';
import { coalesce } from '../database/coalesce.ts';
import { momentOf } from './moment.ts';
import type { Requested } from './narrow.ts';
import type { RefreshOutcome } from './refresh-tokens.service.ts';
import {
  type PresentedToken,
  readUsed,
  type UsedRow,
  useRefreshTokens,
} from './refresh-tokens.store.ts';

/** Uses a token that its client keeps: its sliding limit moves. */
export type RefreshTokenKeeper = (presented: PresentedToken) => Promise<RefreshOutcome>;

/** Of one statement: more would make the first of them wait for the others. */
const maxUses = 64;

/**
 * Uses of the same moment share a statement, which is also the write that only a primary can commit.
 * It begins after each call that it answers, and waits for no row that another statement holds.
 */
export function createRefreshTokenKeeper({
  sql,
  clock,
  settings,
}: Pick<Context, 'sql' | 'clock' | 'settings'>): RefreshTokenKeeper {
  const use = coalesce<UsedRow | undefined>(async (keys) => {
    const moment = momentOf(clock.now(), settings);
    const rows = await useRefreshTokens(sql, keys.map(presentedOf), moment);
    return new Map(keys.map((key, index) => [key, rows[index]]));
  }, maxUses);
  return async (presented) => {
    const row = await use(keyOf(presented));
    if (!row) return { outcome: 'refused' };
    const { used, ...grant } = readUsed(row);
    return { outcome: used ? 'refreshed' : 'excessive', grant, successor: null };
  };
}

/** The same token with the same request is used once. */
const keyOf = ({ hash, clientId, requested }: PresentedToken): string =>
  JSON.stringify([hash.toString('hex'), clientId, requested]);

function presentedOf(key: string): PresentedToken {
  const [hash, clientId, requested] = JSON.parse(key) as [string, string, Requested];
  return { hash: Buffer.from(hash, 'hex'), clientId, requested };
}
