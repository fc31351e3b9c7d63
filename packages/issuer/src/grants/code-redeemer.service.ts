import type { Context } from '../context.ts';
import { coalesce } from '../database/coalesce.ts';
import {
  type PresentedCode,
  type PresentedRow,
  type Redemption,
  readPresented,
  redeemCodes,
} from './authorization-codes.store.ts';
import { momentOf } from './moment.ts';

/** Spends a code. Null where there is none to spend: unknown, expired, another client's, or used before. */
export type CodeRedeemer = (redemption: Redemption) => Promise<PresentedCode | null>;

/** Of one statement: more would make the first of them wait for the others. */
const maxRedemptions = 64;

/**
 * Codes that are presented at the same moment share a statement, and so one write to disk. It passes
 * over a code that another statement holds: that one is asked for alone, and waited for.
 */
export function createCodeRedeemer({
  sql,
  clock,
  settings,
}: Pick<Context, 'sql' | 'clock' | 'settings'>): CodeRedeemer {
  const redeem = (redemptions: readonly Redemption[], held: 'wait' | 'pass over') =>
    redeemCodes(sql, redemptions, momentOf(clock.now(), settings), held);

  const redeemTogether = coalesce<PresentedRow, Redemption>(async (redemptions) => {
    // A statement spends a code once: it is the first who presented it that gets it.
    const ofCode = new Map<string, Redemption>();
    for (const each of redemptions) {
      const code = each.hash.toString('hex');
      if (!ofCode.has(code)) ofCode.set(code, each);
    }
    const asked = [...ofCode.values()];
    const rows = await redeem(asked, 'pass over');
    return new Map(asked.flatMap((each, index) => (rows[index] ? [[each, rows[index]]] : [])));
  }, maxRedemptions);

  return async (redemption) => {
    // A copy: who presents the same object twice presents a code twice.
    const together = await redeemTogether({ ...redemption });
    const row = together ?? (await redeem([redemption], 'wait'))[0];
    return row ? readPresented(row) : null;
  };
}
