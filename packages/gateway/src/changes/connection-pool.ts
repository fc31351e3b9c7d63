import { Semaphore } from '@sallyport/base/semaphore.ts';
import { readBytes } from '@sallyport/protocol/read-bytes.ts';
import { type Dispatcher, Pool } from 'undici';
import type { IssuerNode } from './issuer-node.ts';

/** No issuer node answered, or none could. */
export class IssuerUnavailable extends Error {
  override readonly name = 'IssuerUnavailable';
}

export interface CallOptions {
  /**
   * Milliseconds until the answer begins. The same time applies to waiting for a connection, and to
   * the rest of the answer.
   */
  timeoutMs?: number;
  signal?: AbortSignal;
  /** Whether silent nodes are asked, too, since they may answer again; for one question at a time. */
  insist?: boolean;
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

/** Many times the size of the largest answer, in bytes: a batch of swaps, or every route. */
const maxAnswerBytes = 32 * 1024 * 1024;

/** How many may wait in a pool. */
const maxWaiting = 1_000;

/**
 * Connections to the issuer nodes for one kind of question, which no other kind can use up.
 * Speaks to one node until it fails, then to the next. While all are silent, it refuses at once.
 */
export class ConnectionPool {
  readonly #nodes: readonly IssuerNode[];
  readonly #pools: readonly Pool[];
  readonly #semaphore: Semaphore;
  readonly #usualTimeoutMs: number;
  #preferred = 0;

  constructor(nodes: readonly IssuerNode[], connections: number, usualTimeoutMs: number) {
    this.#nodes = nodes;
    this.#pools = nodes.map(({ origin }) => new Pool(origin, { ...poolOptions, connections }));
    this.#semaphore = new Semaphore(connections, maxWaiting);
    this.#usualTimeoutMs = usualTimeoutMs;
  }

  /** @throws IssuerUnavailable */
  async ask(question: Question, options: CallOptions): Promise<IssuerAnswer> {
    const timeoutMs = options.timeoutMs ?? this.#usualTimeoutMs;
    const { silence } = this.#node(options);
    if (!(await this.#semaphore.acquire(timeoutMs, silence))) {
      throw new IssuerUnavailable('Too many questions wait for the issuer, or it fell silent.');
    }
    try {
      return await this.#attempt(question, { ...options, timeoutMs });
    } finally {
      this.#semaphore.release();
    }
  }

  /**
   * Asks each node and one of them twice before giving up, and gives up on a node that falls silent
   * meanwhile. For what may be repeated.
   *
   * @throws IssuerUnavailable
   */
  async askAny(question: Question, options: CallOptions): Promise<IssuerAnswer> {
    let failure: unknown;
    for (let attempt = 0; attempt <= this.#nodes.length; attempt++) {
      try {
        return await this.ask(question, { signal: this.#node(options).silence, ...options });
      } catch (error) {
        failure = error;
        if (options.signal?.aborted) break;
      }
    }
    throw failure;
  }

  async close(): Promise<void> {
    await Promise.all(this.#pools.map((pool) => pool.destroy()));
  }

  /** The preferred node, or the next that is not silent. */
  #node({ insist }: CallOptions): IssuerNode {
    for (const _ of this.#nodes) {
      const node = this.#nodes[this.#preferred]!;
      if (!node.isSilent) return node;
      this.#passOver(node);
    }
    if (!insist) throw new IssuerUnavailable('No issuer answers at present.');
    return this.#nodes[this.#preferred]!;
  }

  async #attempt(
    { path, method, headers, body }: Question,
    options: CallOptions & { timeoutMs: number },
  ): Promise<IssuerAnswer> {
    const node = this.#node(options);
    const { timeoutMs, signal } = options;
    try {
      const answer = await this.#pools[this.#preferred]!.request({
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
      if (!signal?.aborted || node.isSilent) this.#passOver(node);
      if (!signal?.aborted) node.failed();
      throw new IssuerUnavailable('No answer from the issuer.', { cause });
    }
  }

  #passOver(node: IssuerNode): void {
    if (this.#nodes[this.#preferred] !== node) return;
    this.#preferred = (this.#preferred + 1) % this.#nodes.length;
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

/** The message of JSON.parse is not used: it quotes the text, which may contain a token. */
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
