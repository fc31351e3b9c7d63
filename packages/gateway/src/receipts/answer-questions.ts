import {
  maxAnswerBytes,
  type ReceiptAnswer,
  type ReceiptQuestion,
  type RecentCounts as ToldCounts,
} from '@sallyport/protocol/internal.ts';
import type { IssuerClient } from '../changes/issuer-client.ts';
import type { RecentCounts } from '../metrics/recent-counts.ts';
import type { Log } from '../settings.ts';
import type { Receipts } from './receipts.ts';

interface Dependencies {
  issuer: Pick<IssuerClient, 'callAny'>;
  receipts: Pick<Receipts, 'find' | 'ofToken'>;
  recent: Pick<RecentCounts, 'read'>;
  instance: string;
  log: Log;
}

/** Answers what comes with the feed. An answer that does not arrive is asked for again by the administrator. */
export function createAnswerQuestions({ issuer, receipts, recent, instance, log }: Dependencies) {
  const answerTo = (of: ReceiptQuestion['of'], id: string) => {
    if (of === 'counts') return { ...nothing, counts: bounded(recent.read()) };
    if (of === 'token') return told({ receipts: receipts.ofToken(id), gone: null });
    return told(receipts.find(id));
  };
  return (questions: readonly ReceiptQuestion[]): void => {
    for (const { question, of, id } of questions) {
      const answer = { question, instance, ...answerTo(of, id) };
      issuer.callAny('/internal/receipts', answer satisfies ReceiptAnswer).catch((error) => {
        log.warn({ err: error }, 'A question about a receipt could not be answered');
      });
    }
  };
}

const nothing = { receipts: [], omitted: 0, gone: null };

function told({ receipts, gone }: ReturnType<Receipts['find']>) {
  const told = [];
  let bytes = 0;
  for (const receipt of receipts) {
    bytes += Buffer.byteLength(JSON.stringify(receipt));
    if (bytes > maxAnswerBytes) break;
    told.push(receipt);
  }
  return { receipts: told, omitted: receipts.length - told.length, gone };
}

/** The rarest reasons are told together, where there are too many for one answer. */
function bounded(counts: ToldCounts): ToldCounts {
  const told = { ...counts, refusals: { ...counts.refusals } };
  const rarestFirst = Object.keys(told.refusals)
    .filter((reason) => reason !== 'other')
    .toSorted((one, two) => sum(told.refusals[one]!) - sum(told.refusals[two]!));
  for (const reason of rarestFirst) {
    if (Buffer.byteLength(JSON.stringify(told)) <= maxAnswerBytes) break;
    const { other = [] } = told.refusals;
    told.refusals['other'] = told.refusals[reason]!.map((count, at) => count + (other[at] ?? 0));
    delete told.refusals[reason];
  }
  return told;
}

const sum = (counts: readonly number[]): number =>
  counts.reduce((before, count) => before + count, 0);
