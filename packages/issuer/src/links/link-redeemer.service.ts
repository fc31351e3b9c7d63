import { coalesce } from '../database/coalesce.ts';
import type { Sql } from '../database/connection.ts';
import { isUniqueViolation } from '../database/failures.ts';
import {
  findRedemption,
  type Redeemed,
  type RedeemedRow,
  type Redemption,
  readRedeemed,
  redeemLinks,
} from './links.store.ts';

/**
 * Takes one use of a link, or finds what an earlier request with the same retry key took. Null when
 * there is none to take.
 */
export type LinkRedeemer = (redemption: Redemption) => Promise<Redeemed | null>;

/** Of one statement: more would make the first of them wait for the others. */
const maxRedemptions = 64;

/**
 * Uses that are taken at the same moment share a statement, and so one write to disk. It passes over
 * a link that another statement holds: that one is asked for alone, and waited for.
 */
export function createLinkRedeemer(sql: Sql): LinkRedeemer {
  const redeemTogether = coalesce<RedeemedRow, Redemption>(async (redemptions) => {
    // A statement changes a row once: of several uses of one link it takes one.
    const ofLink = new Map(redemptions.map((each) => [each.tokenHash.toString('hex'), each]));
    const rows = await redeemLinks(sql, [...ofLink.values()], 'skip locked');
    return new Map(
      redemptions.flatMap((each) => {
        const row = rows.get(each.tokenId);
        return row ? [[each, row]] : [];
      }),
    );
  }, maxRedemptions);

  async function redeemAlone(redemption: Redemption): Promise<RedeemedRow | undefined> {
    return (await redeemLinks(sql, [redemption], 'wait')).get(redemption.tokenId);
  }

  return async (redemption) => {
    const row =
      (await redeemTogether(redemption).catch(noneWhereRepeated)) ??
      (await redeemAlone(redemption).catch(noneWhereRepeated));
    return row ? readRedeemed(row) : findRedemption(sql, redemption);
  };
}

/** The same retry key at the same moment: the other request noted it first. */
function noneWhereRepeated(error: unknown): undefined {
  if (isUniqueViolation(error)) return undefined;
  throw error;
}
