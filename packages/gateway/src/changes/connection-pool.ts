import { Semaphore } from '@sallyport/base/semaphore.ts';
import { readBytes } from '@sallyport/protocol/read-bytes.ts';
import { type Dispatcher, Pool } from 'undici';

/** No issuer node answered, or none could. */
export class IssuerUnavailable extends Error {
  override readonly name = 'IssuerUnavailable';
}

export interface CallOptions {
  /** Until the answer has begun, in milliseconds; as long again to be asked at all, and to end. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

export interface IssuerAnswer {
  status: number;
  body: unknown;
}

export interface Question {
  path: string;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body?: string;
}

/** Many times what the largest answer has: a batch of swaps, or every route. */
const maxAnswerBytes = 32 * 1024 * 1024;

/** How many may wait in a pool. */
const maxWaiting = 1_000;

/**
 * Connections to the issuer nodes for one kind of question, which no other kind can use up.
 * Speaks to one node until it fails, then to the next.
 */
export class ConnectionPool {
  readonly #nodes: Pool[];
  readonly #semaphore: Semaphore;
  readonly #usualTimeoutMs: number;
  #preferred = 0;

  constructor(endpoints: readonly string[], connections: number, usualTimeoutMs: number) {
    const options = { ...poolOptions, connections };
    this.#nodes = endpoints.map((url) => new Pool(new URL(url).origin, options));
    this.#semaphore = new Semaphore(connections, maxWaiting);
    this.#usualTimeoutMs = usualTimeoutMs;
  }

  /** @throws IssuerUnavailable */
  async ask(question: Question, options: CallOptions): Promise<IssuerAnswer> {
    const timeoutMs = options.timeoutMs ?? this.#usualTimeoutMs;
    if (!(await this.#semaphore.acquire(timeoutMs))) {
      throw new IssuerUnavailable('Too many questions wait for the issuer.');
    }
    try {
      return await this.#attempt(question, { ...options, timeoutMs });
    } finally {
      this.#semaphore.release();
    }
  }

  /**
   * Asks each node and one of them twice before giving up. For what may be repeated.
   *
   * @throws IssuerUnavailable
   */
  async askAny(question: Question, options: CallOptions): Promise<IssuerAnswer> {
    let failure: unknown;
    for (let attempt = 0; attempt <= this.#nodes.length; attempt++) {
      try {
        return await this.ask(question, options);
      } catch (error) {
        failure = error;
        if (options.signal?.aborted) break;
      }
    }
    throw failure;
  }

  async close(): Promise<void> {
    await Promise.all(this.#nodes.map((node) => node.destroy()));
  }

  async #attempt(
    { path, method, headers, body }: Question,
    { timeoutMs, signal }: CallOptions & { timeoutMs: number },
  ): Promise<IssuerAnswer> {
    const index = this.#preferred;
    try {
      const answer = await this.#nodes[index]!.request({
        path,
        method,
        headers,
        body: body ?? null,
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
        signal: signal ?? null,
      });
      const text = await readText(answer.body, timeoutMs);
      if (answer.statusCode >= 500) throw new Error(`${path} answered ${answer.statusCode}`);
      return { status: answer.statusCode, body: text === '' ? null : parse(text) };
    } catch (cause) {
      if (!signal?.aborted) this.#passOver(index);
      throw new IssuerUnavailable('No answer from the issuer.', { cause });
    }
  }

  #passOver(index: number): void {
    if (this.#preferred === index) this.#preferred = (index + 1) % this.#nodes.length;
  }
}

/** An answer that has begun may take as long again as it took to begin. */
async function readText(body: Dispatcher.ResponseData['body'], timeoutMs: number): Promise<string> {
  const tooSlow = new Error('The answer did not end in time.');
  const timer = setTimeout(() => body.destroy(tooSlow), timeoutMs);
  try {
    const limits = { maxBytes: maxAnswerBytes, source: 'The issuer' };
    return new TextDecoder().decode(await readBytes(body, limits));
  } finally {
    clearTimeout(timer);
  }
}

/** The parser's own message quotes the text, in which there may be a token. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('The answer is not JSON.');
  }
}

const poolOptions: Pool.Options = {
  allowH2: false,
  connect: { timeout: 2_000 },
  keepAliveTimeout: 4_000,
};
