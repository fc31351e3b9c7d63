import { Semaphore } from '@sallyport/base/semaphore.ts';
import type { IssuerNode } from './issuer-node.ts';
import { KeptConnections, type Question } from './kept-connections.ts';

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

/** How many may wait in a pool. */
const maxWaiting = 1_000;

/**
 * Connections to the issuer nodes for one kind of question, which no other kind can use up.
 * Speaks to one node until it fails, then to the next. While all are silent, it refuses at once.
 */
export class ConnectionPool {
  readonly #nodes: readonly IssuerNode[];
  readonly #connections: readonly KeptConnections[];
  readonly #semaphore: Semaphore;
  readonly #usualTimeoutMs: number;
  #preferred = 0;

  constructor(nodes: readonly IssuerNode[], connections: number, usualTimeoutMs: number) {
    this.#nodes = nodes;
    this.#connections = nodes.map(({ origin }) => new KeptConnections(origin, connections));
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

  close(): void {
    for (const each of this.#connections) each.close();
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
    question: Question,
    options: CallOptions & { timeoutMs: number },
  ): Promise<IssuerAnswer> {
    const node = this.#node(options);
    const { signal } = options;
    try {
      const { status, text } = await this.#connections[this.#preferred]!.ask(question, options);
      if (status >= 500) throw new Error(`${question.path} answered ${status}`);
      return { status, body: text === '' ? null : parse(text) };
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

/** The message of JSON.parse is not used: it quotes the text, which may contain a token. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('The answer is not JSON.');
  }
}
