import { createEnvelope, nonceLength } from '@sallyport/base/envelope.ts';
import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { ReceiptQuestion } from '@sallyport/protocol/internal.ts';
import type { Context } from '../context.ts';
import type { ToldAnswer } from './receipt-schema.ts';
import { channel, tellNodes } from './relay.store.ts';
import { type AddressedQuestion, WaitingQuestions } from './waiting-questions.ts';

/** Questions that one node has asked and that wait for an answer; and those of one caller among them. */
const maxAsked = 32;
const maxAskedByOne = 8;
/** Names of processes in one notification, which takes 8,000 bytes in all. */
const maxInstances = 250;

/**
 * Questions to gateways about what they have in memory. A gateway may stand where no issuer can reach it: so a
 * question goes to all nodes of the issuer, and comes to the gateway with the feed, from the node that it
 * polls. The answer comes to any node, and from there to the one that asked.
 *
 *     administrator ─▶ node 1 ──NOTIFY──▶ node 2 ──answer to the poll──▶ gateway
 *                       ▲                                                  │
 *                       └───────NOTIFY─── any node ◀──POST /internal/receipts
 *
 * Nothing is written, and what goes through the database is sealed: a receipt tells who did what.
 */
export interface ReceiptRelay {
  readonly waiting: WaitingQuestions;
  /** What each of these processes has of it; those that did not answer in time are left out. */
  ask(about: About, instances: readonly string[], by: Asking): Promise<ToldAnswer[]>;
  answered(answer: ToldAnswer): Promise<void>;
  close(): Promise<void>;
}

export interface Asking {
  /** As the audit log names them: a gateway that is silent is waited for by one caller in the way of no other. */
  actor: string;
  waitMs?: number;
}

export type About = Omit<ReceiptQuestion, 'question'>;

type Message = { question: AddressedQuestion } | { answer: ToldAnswer };

interface Asked {
  actor: string;
  answers: ToldAnswer[];
  left: Set<string>;
  complete(): void;
}

type Dependencies = Pick<Context, 'sql' | 'secrets' | 'random'>;

/** @param timeoutMs how long gateways have to answer */
export async function startReceiptRelay(
  dependencies: Dependencies,
  timeoutMs = 2_000,
): Promise<ReceiptRelay> {
  const { sql, secrets, random } = dependencies;
  const envelope = createEnvelope(secrets.receipts);
  const waiting = new WaitingQuestions();
  const asked = new Map<string, Asked>();

  const tell = (message: Message): Promise<void> => {
    const plain = Buffer.from(JSON.stringify(message));
    const sealed = envelope.seal(plain, channel, random.bytes(nonceLength));
    return tellNodes(sql, sealed.toString('base64'));
  };

  const hear = (payload: string): void => {
    const opened = envelope.open(Buffer.from(payload, 'base64'), channel);
    if (!opened) return;
    const message = JSON.parse(opened.plain.toString()) as Message;
    if ('answer' in message) take(message.answer);
    else {
      const { question } = message;
      waiting.add(question);
      setTimeout(() => waiting.remove(question), timeoutMs).unref();
    }
  };

  /** @returns whether it was this node that asked. */
  function take(answer: ToldAnswer): boolean {
    const question = asked.get(answer.question);
    if (question?.left.delete(answer.instance)) question.answers.push(answer);
    if (question?.left.size === 0) question.complete();
    return question !== undefined;
  }

  const listener = await sql.listen(channel, hear);
  return {
    waiting,
    async ask(about, instances, { actor, waitMs = timeoutMs }) {
      if (instances.length === 0) return [];
      const own = [...asked.values()].filter((each) => each.actor === actor).length;
      if (asked.size >= maxAsked || own >= maxAskedByOne) throw tooMany();
      const question = random.uuid();
      const { promise, resolve } = Promise.withResolvers<void>();
      const answers: ToldAnswer[] = [];
      asked.set(question, { actor, answers, left: new Set(instances), complete: resolve });
      const timer = setTimeout(resolve, waitMs);
      try {
        for (let at = 0; at < instances.length; at += maxInstances) {
          const some = instances.slice(at, at + maxInstances);
          await tell({ question: { ...about, question, instances: some } });
        }
        await promise;
        return answers;
      } finally {
        clearTimeout(timer);
        asked.delete(question);
      }
    },
    async answered(answer) {
      if (!take(answer)) await tell({ answer });
    },
    close: () => listener.unlisten().catch(() => {}),
  };
}

const tooMany = (): OAuthError =>
  new OAuthError(
    'temporarily_unavailable',
    'Too many questions wait for an answer of gateways. Try again.',
    { retryAfter: 1 },
  );
