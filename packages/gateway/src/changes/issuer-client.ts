import { type ErrorCode, errorStatus, OAuthError } from '@sallyport/protocol/errors.ts';
import { Pool } from 'undici';
import type { ClientCredentials } from '../settings.ts';

/** No issuer node answered, or none could. */
export class IssuerUnavailable extends Error {
  override readonly name = 'IssuerUnavailable';
}

export interface CallOptions {
  /** Until the answer has begun, in milliseconds. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

export interface IssuerAnswer {
  status: number;
  body: unknown;
}

interface Question {
  path: string;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body?: string;
}

const usualTimeoutMs = 5_000;

/**
 * Speaks to the issuer nodes: to one until it fails, then to the next. Each call is one attempt
 * unless it says otherwise.
 */
export class IssuerClient {
  readonly #nodes: Pool[];
  readonly #authorization: string;
  #preferred = 0;

  constructor(endpoints: readonly string[], credentials: ClientCredentials) {
    this.#nodes = endpoints.map((url) => new Pool(new URL(url).origin, poolOptions));
    this.#authorization = basicAuthorization(credentials);
  }

  /** @throws IssuerUnavailable, or OAuthError with what the issuer refused for. */
  async call<T>(path: string, body: object, options: CallOptions = {}): Promise<T> {
    const answer = await this.#attempt(this.#internal(path, body), options);
    return accept<T>(path, answer);
  }

  /** The same, asking each node and one of them twice before giving up. For what may be repeated. */
  async callAny<T>(path: string, body: object, options: CallOptions = {}): Promise<T> {
    return accept<T>(path, await this.#attemptAll(this.#internal(path, body), options));
  }

  /** A public endpoint, as a client of the installation. Any status short of 5xx is an answer. */
  async postForm(
    path: string,
    form: Record<string, string>,
    credentials: ClientCredentials,
  ): Promise<IssuerAnswer> {
    const headers = {
      authorization: basicAuthorization(credentials),
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    };
    const body = new URLSearchParams(form).toString();
    return this.#attempt({ path, method: 'POST', headers, body }, {});
  }

  async getWithToken(path: string, token: string): Promise<IssuerAnswer> {
    const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
    return this.#attemptAll({ path, method: 'GET', headers }, {});
  }

  async close(): Promise<void> {
    await Promise.all(this.#nodes.map((node) => node.destroy()));
  }

  #internal(path: string, body: object): Question {
    return {
      path,
      method: 'POST',
      headers: { authorization: this.#authorization, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    };
  }

  async #attemptAll(question: Question, options: CallOptions): Promise<IssuerAnswer> {
    let failure: unknown;
    for (let attempt = 0; attempt <= this.#nodes.length; attempt++) {
      try {
        return await this.#attempt(question, options);
      } catch (error) {
        failure = error;
        if (options.signal?.aborted) break;
      }
    }
    throw failure;
  }

  async #attempt(question: Question, options: CallOptions): Promise<IssuerAnswer> {
    const index = this.#preferred;
    const timeout = options.timeoutMs ?? usualTimeoutMs;
    try {
      const { statusCode, body } = await this.#nodes[index]!.request({
        path: question.path,
        method: question.method,
        headers: question.headers,
        body: question.body ?? null,
        headersTimeout: timeout,
        bodyTimeout: timeout,
        signal: options.signal ?? null,
      });
      const text = await body.text();
      if (statusCode >= 500) throw new Error(`${question.path} answered ${statusCode}`);
      return { status: statusCode, body: text === '' ? null : parse(text) };
    } catch (cause) {
      if (!options.signal?.aborted) this.#passOver(index);
      throw new IssuerUnavailable('No answer from the issuer.', { cause });
    }
  }

  #passOver(index: number): void {
    if (this.#preferred === index) this.#preferred = (index + 1) % this.#nodes.length;
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
  connections: 32,
  connect: { timeout: 2_000 },
  keepAliveTimeout: 4_000,
};

function accept<T>(path: string, { status, body }: IssuerAnswer): T {
  if (status < 300) return body as T;
  const { error, error_description: description } = (body ?? {}) as Record<string, unknown>;
  const code = isErrorCode(error) ? error : 'server_error';
  throw new OAuthError(code, `${path}: ${String(description ?? `status ${status}`)}`);
}

const isErrorCode = (code: unknown): code is ErrorCode =>
  typeof code === 'string' && errorStatus(code as ErrorCode) !== undefined;

/** Id and secret are form-encoded before they are joined (RFC 6749, section 2.3.1). */
function basicAuthorization({ id, secret }: ClientCredentials): string {
  const pair = `${formEncode(id)}:${formEncode(secret)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

const formEncode = (text: string): string => new URLSearchParams({ '': text }).toString().slice(1);
