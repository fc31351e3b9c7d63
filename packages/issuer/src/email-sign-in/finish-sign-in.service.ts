import { recordAudit } from '../audit/audit.service.ts';
import type { Context } from '../context.ts';
import type { Queryable } from '../database/connection.ts';
import { type ProofPlace, recordProof } from '../interactions/interactions.service.ts';
import type { OneTimeCode } from '../one-time-codes/one-time-code.ts';
import { spendCode, type Typed, typeCode } from '../one-time-codes/one-time-codes.service.ts';
import { type MailedWay, mailedWays } from './mailed-ways.ts';

type Dependencies = Pick<Context, 'sql' | 'clock' | 'secrets'>;

/**
 * One attempt at the code where it was asked for. A code that is right is used up, and becomes a proof
 * in the same transaction: a node that stops in between leaves both as they were.
 */
export async function finishByCode(
  way: MailedWay,
  { signIn, typed }: { signIn: ProofPlace; typed: string },
  context: Dependencies,
): Promise<Typed> {
  return context.sql.begin(async (tx) => {
    const inTransaction = { ...context, sql: tx };
    const attempt = await typeCode(tx, { purpose: way, signIn, typed }, 'spend', context);
    if (attempt.result === 'right') await prove(way, signIn, attempt.code, inTransaction);
    if (attempt.result === 'wrong') {
      const { owner } = attempt.code;
      await recordAudit(tx, {
        at: context.clock.now(),
        action: 'code.refuse',
        actor: 'anonymous',
        subjects: owner ? [`user:${owner.userId}`] : [],
        detail: { purpose: way },
      });
    }
    return attempt;
  });
}

/** The same by opening the link in the browser that asked for it. @returns false when it was used. */
export function finishByLink(
  code: OneTimeCode,
  signIn: ProofPlace,
  context: Dependencies,
): Promise<boolean> {
  return context.sql.begin(async (tx) => {
    if (!(await spendCode(tx, code, context))) return false;
    await prove('magic-link', signIn, code, { ...context, sql: tx });
    return true;
  });
}

async function prove(
  way: MailedWay,
  signIn: ProofPlace,
  { owner }: OneTimeCode,
  context: Pick<Context, 'clock'> & { sql: Queryable },
): Promise<void> {
  if (!owner) throw new Error('A code that stands for none was taken for one.');
  await recordProof(signIn, { ...owner, proof: { method: mailedWays[way].method } }, context);
}
