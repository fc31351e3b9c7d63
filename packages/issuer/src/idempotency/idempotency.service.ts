import { createHash } from 'node:crypto';
import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context } from '../context.ts';
import { decryptAtRest, encryptAtRest } from '../keys/at-rest.ts';
import { secondsAfter } from '../runtime/clock.ts';
import {
  claimKey,
  deleteExpiredKeys,
  readKept,
  releaseKey,
  writeAnswer,
} from './idempotency.store.ts';

/** Seconds for which an answer is kept. */
const kept = 86_400;

export interface Keyed {
  /** `Idempotency-Key`, as it was sent. */
  key: string;
  /** Two callers can choose the same key. */
  actor: string;
  /** What was asked, all of it. */
  request: string;
}

type Dependencies = Pick<Context, 'sql' | 'clock' | 'random' | 'secrets'>;

/**
 * Does something at most once for a key, and answers each repetition with what it was answered first
 * (draft-ietf-httpapi-idempotency-key-header). What was refused may be tried again. Where the answer was lost, in a
 * crash or with the database, it is not done again: whether it was done is not known.
 *
 * @param work returns what can be written as JSON
 * @throws OAuthError `idempotency_key_reused` for another request; `conflict` while the first one goes on, and
 *   where its answer was lost.
 */
export async function once<Answer>(
  { key, actor, request }: Keyed,
  work: () => Promise<Answer>,
  context: Dependencies,
): Promise<{ answer: Answer; repeated: boolean }> {
  const { sql, clock, random, secrets } = context;
  const keyHash = digest(actor, key);
  const requestHash = digest(request);
  const now = clock.now();
  const expiresAt = secondsAfter(now, kept);
  const label = `idempotency key ${keyHash.toString('hex')}`;
  if (!(await claimKey(sql, { keyHash, requestHash, expiresAt, now }))) {
    const sealed = await findAnswer(keyHash, requestHash, context);
    const text = decryptAtRest(secrets.atRest, label, sealed).toString('utf8');
    return { answer: JSON.parse(text) as Answer, repeated: true };
  }
  const answer = await work().catch(async (error: unknown) => {
    // A refusal changed nothing. Of anything else it is not known.
    if (error instanceof OAuthError && error.status < 500) await releaseKey(sql, keyHash);
    throw error;
  });
  const plain = Buffer.from(JSON.stringify(answer));
  await writeAnswer(sql, keyHash, encryptAtRest(secrets.atRest, label, plain, random));
  return { answer, repeated: false };
}

async function findAnswer(
  keyHash: Buffer,
  requestHash: Buffer,
  { sql }: Pick<Context, 'sql'>,
): Promise<Buffer> {
  const found = await readKept(sql, keyHash);
  if (found && !found.requestHash.equals(requestHash)) {
    throw new OAuthError(
      'idempotency_key_reused',
      'Idempotency-Key: an earlier request had this key and said something else. Use a new key.',
    );
  }
  if (found?.answer) return found.answer;
  throw new OAuthError(
    'conflict',
    'Idempotency-Key: the first request with this key has no answer yet, or it was lost. Wait a minute and ' +
      'repeat it; if this is still so, look whether it was done, and use a new key.',
  );
}

const digest = (...parts: readonly string[]): Buffer =>
  createHash('sha256').update(JSON.stringify(parts)).digest();

export const forgetKeys = (now: Date, { sql }: Pick<Context, 'sql'>): Promise<void> =>
  deleteExpiredKeys(sql, now);
