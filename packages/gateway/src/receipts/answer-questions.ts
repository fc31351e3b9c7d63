import {
  maxAnswerBytes,
  type ReceiptAnswer,
  type ReceiptQuestion,
} from '@sallyport/protocol/internal.ts';
import type { IssuerClient } from '../changes/issuer-client.ts';
import type { Log } from '../settings.ts';
import type { Receipts } from './receipts.ts';

interface Dependencies {
  issuer: Pick<IssuerClient, 'callAny'>;
  receipts: Pick<Receipts, 'find' | 'ofToken'>;
  instance: string;
  log: Log;
}

/** Answers what comes with the feed. An answer that does not arrive is asked for again by the administrator. */
export const createAnswerQuestions =
  ({ issuer, receipts, instance, log }: Dependencies) =>
  (questions: readonly ReceiptQuestion[]): void => {
    for (const { question, of, id } of questions) {
      const found =
        of === 'token' ? { receipts: receipts.ofToken(id), gone: null } : receipts.find(id);
      const answer = { question, instance, ...answerAbout(found) };
      issuer.callAny('/internal/receipts', answer satisfies ReceiptAnswer).catch((error) => {
        log.warn({ err: error }, 'A question about a receipt could not be answered');
      });
    }
  };

function answerAbout({ receipts, gone }: ReturnType<Receipts['find']>) {
  const told = [];
  let bytes = 0;
  for (const receipt of receipts) {
    bytes += Buffer.byteLength(JSON.stringify(receipt));
    if (bytes > maxAnswerBytes) break;
    told.push(receipt);
  }
  return { receipts: told, omitted: receipts.length - told.length, gone };
}
