import type {
  Position,
  SwapRequest,
  SwapResponse,
  SwapResult,
} from '@sallyport/protocol/internal.ts';
import { isBasic } from '../authenticate/client-secret.ts';
import { IssuerUnavailable } from '../changes/issuer-client.ts';
import { type Clock, type Instant, instant } from '../settings.ts';
import { FairQueue } from './fair-queue.ts';
import { type Asked, digestOfAsked } from './token-digest.ts';

export interface Answer {
  result: SwapResult;
  asOf: Position;
  /** When the question was sent. */
  sent: Instant;
}

interface TokenQuestion extends Asked {
  audience: string;
  /** Whose request it is, as far as fairness goes. */
  source: string;
}

interface Question extends TokenQuestion {
  key: string;
  /** Whether each of those who wait for it had a lease. */
  leased: boolean;
  answer: PromiseWithResolvers<Answer>;
}

interface Dependencies {
  clock: Clock;
  send(request: SwapRequest): Promise<SwapResponse>;
  /** Questions that wait for their batch; beyond it, the network that has most of them loses some. */
  maxWaiting: number;
}

const batchSize = 256;
const batchesAtOnce = 4;

/**
 * Questions to the issuer about tokens: one for each token and audience at a time, many in one
 * batch. Questions that arrive while all batches are under way leave together with the next, and
 * when they are too many for it, callers take turns: anyone can make tokens with a valid checksum.
 */
export class SwapBatcher {
  readonly #with: Dependencies;
  /** Maps that end as batches do: one for good would keep what was in it (see `OpenItems` for why). */
  #waiting = new Map<string, Question>();
  readonly #queue: FairQueue<Question>;
  readonly #sent: Map<string, Question>[] = [];
  #scheduled = false;

  constructor(dependencies: Dependencies) {
    this.#with = dependencies;
    this.#queue = new FairQueue(dependencies.maxWaiting);
  }

  /**
   * With `joinSent`, a question already on its way may answer: the caller then has to look at
   * `asOf`, for it may be older than the caller. Without it, the question is sent after this call.
   * Without a lease the issuer is told so, and only a question that is sent after this call answers.
   *
   * @throws IssuerUnavailable
   */
  ask(
    { token, audience, resource, source }: TokenQuestion,
    { leased, joinSent }: { leased: boolean; joinSent: boolean },
  ): Promise<Answer> {
    // Not the token: V8 keeps a copy of each text that it looks for in a `Map`.
    const key = `${audience} ${digestOfAsked({ token, resource })}`;
    const waiting = this.#waiting.get(key);
    if (waiting) waiting.leased &&= leased;
    const known = waiting ?? (leased && joinSent ? this.#findSent(key) : undefined);
    if (known) return known.answer.promise;
    const answer = Promise.withResolvers<Answer>();
    const question = { key, token, audience, resource, source, leased, answer };
    this.#waiting.set(key, question);
    const gone = this.#queue.add(question);
    if (gone) this.#turnAway(gone);
    this.#schedule();
    return question.answer.promise;
  }

  #turnAway({ key, answer }: Question): void {
    this.#waiting.delete(key);
    answer.reject(new IssuerUnavailable('Too many tokens wait for the issuer.'));
  }

  /** At the end of the turn, so that all that was read from the network in it travels together. */
  #schedule(): void {
    if (this.#scheduled || this.#sent.length >= batchesAtOnce || this.#waiting.size === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      void this.#send();
    });
  }

  async #send(): Promise<void> {
    const batch = this.#queue.take(batchSize);
    const byKey = new Map(batch.map((question) => [question.key, question]));
    if (batch.length === this.#waiting.size) this.#waiting = new Map();
    else for (const key of byKey.keys()) this.#waiting.delete(key);
    this.#sent.push(byKey);
    this.#schedule();
    const sent = instant(this.#with.clock);
    try {
      const swaps = batch.map(({ token, audience, resource, source }) => ({
        token,
        audience,
        ...(resource && { resource: { type: resource.type, identifier: resource.identifier } }),
        ...(isBasic(token) && { network: source }),
      }));
      const leased = batch.every((question) => question.leased);
      const { as_of: asOf, results } = await this.#with.send({ leased, swaps });
      this.#land(byKey);
      for (const [index, question] of batch.entries()) {
        question.answer.resolve({ result: results[index]!, asOf, sent });
      }
    } catch (error) {
      this.#land(byKey);
      for (const question of batch) question.answer.reject(error);
    }
  }

  /** The one that was sent last, where a token was asked about twice. */
  #findSent(key: string): Question | undefined {
    return this.#sent.findLast((batch) => batch.has(key))?.get(key);
  }

  #land(batch: Map<string, Question>): void {
    this.#sent.splice(this.#sent.indexOf(batch), 1);
    this.#schedule();
  }
}
