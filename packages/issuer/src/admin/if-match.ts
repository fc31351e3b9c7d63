import { createHash } from 'node:crypto';
import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Transaction } from '../database/connection.ts';
import type { Guard } from '../directory/declared.ts';

/** Shows what is there now, as it is answered with; null where nothing is. */
export type Show = (tx: Transaction) => Promise<object | null>;

/** Makes a guard that lets a change pass only if what it changes is still what the caller has seen. */
export type Unchanged = (show: Show) => Guard;

/** A strong validator of an answer (RFC 9110, section 8.8): of its every byte. */
export const etagOf = (answer: object): string =>
  `"${createHash('sha256').update(JSON.stringify(answer)).digest('base64url').slice(0, 27)}"`;

/** @param ifMatch the header (RFC 9110, section 13.1.1); without it everything passes */
export const unchanged =
  (ifMatch: string | undefined): Unchanged =>
  (show) =>
  async (tx) => {
    if (ifMatch === undefined) return;
    const answer = await show(tx);
    const wanted = ifMatch.split(',').map((tag) => tag.trim());
    if (answer && (wanted.includes('*') || wanted.includes(etagOf(answer)))) return;
    throw new OAuthError(
      'precondition_failed',
      'It is another one by now than If-Match names. Read it again, and decide anew.',
    );
  };
