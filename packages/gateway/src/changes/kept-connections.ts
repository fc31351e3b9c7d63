import http, { type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import { urlToHttpOptions } from 'node:url';
import { readText } from '@sallyport/protocol/read-bytes.ts';

export interface Question {
  path: string;
  method: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string;
}

export interface Answer {
  status: number;
  text: string;
}

interface Bounds {
  /** Milliseconds until the answer begins. It may take as long again to end. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/** Many times the size of the largest answer, in bytes: a batch of swaps, or every route. */
const maxAnswerBytes = 32 * 1024 * 1024;
const connectTimeoutMs = 2_000;
/** An unused connection is closed long before the other side closes it, in milliseconds. */
const idleTimeoutMs = 4_000;

/**
 * Connections to one origin that are used again. They are Node's own: of 5,000 questions through undici, 20 MB outlived
 * V8's quick collections, until the next full one; of as many through these, nothing does.
 */
export class KeptConnections {
  readonly #request: typeof http.request;
  readonly #agent: http.Agent;
  readonly #target: RequestOptions;

  constructor(origin: string, max: number) {
    const { request, Agent } = origin.startsWith('https:') ? https : http;
    this.#request = request;
    this.#agent = new Agent({ keepAlive: true, maxSockets: max, timeout: idleTimeoutMs });
    const { protocol, hostname, port } = urlToHttpOptions(new URL(origin));
    this.#target = { protocol, hostname, port, agent: this.#agent };
  }

  /** @throws Error when there is no whole answer in time, or when the signal aborts. */
  async ask({ body, ...asked }: Question, { timeoutMs, signal }: Bounds): Promise<Answer> {
    const response = await this.#begin({ ...this.#target, ...asked, signal }, body, timeoutMs);
    const timer = setTimeout(() => response.destroy(new Error(tooSlow)), timeoutMs);
    try {
      const limits = { maxBytes: maxAnswerBytes, source: 'The issuer' };
      return { status: response.statusCode!, text: await readText(response, limits) };
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends all that is under way. */
  close(): void {
    this.#agent.destroy();
  }

  #begin(
    options: RequestOptions,
    body: string | undefined,
    timeoutMs: number,
  ): Promise<IncomingMessage> {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const request = this.#request(options, resolve);
    const giveUp = () => request.destroy(new Error(tooSlow));
    let timer = setTimeout(giveUp, Math.min(connectTimeoutMs, timeoutMs));
    const connected = () => {
      clearTimeout(timer);
      timer = setTimeout(giveUp, timeoutMs);
    };
    request.once('socket', (socket) => {
      if (socket.connecting) socket.once('connect', connected);
      else connected();
    });
    request.on('error', reject);
    // An answer that switches protocols closes the connection and says nothing.
    request.once('close', () => reject(new Error('There was no answer.')));
    request.end(body);
    return promise.finally(() => clearTimeout(timer));
  }
}

const tooSlow = 'The answer did not come in time.';
