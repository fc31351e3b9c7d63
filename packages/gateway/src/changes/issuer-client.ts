import { formatBasic } from '@sallyport/protocol/basic-credentials.ts';
import { type ErrorCode, errorStatus, OAuthError } from '@sallyport/protocol/errors.ts';
import type { ClientCredentials, Limits, Log } from '../settings.ts';
import { type CallOptions, ConnectionPool, type IssuerAnswer } from './connection-pool.ts';
import { IssuerNode } from './issuer-node.ts';
import type { Question } from './kept-connections.ts';

export { IssuerUnavailable } from './connection-pool.ts';

/** Connections to a node, by what is asked. */
const connections = {
  /** Lease, feed and routes: what the cache stands on. */
  coherence: 8,
  swaps: 8,
  /** What browsers set off at the token handler, and what administrators ask. */
  browsers: 32,
};

const browserPaths = new Set(['/internal/session', '/internal/sign-out', '/internal/receipts']);

type PoolName = keyof typeof connections;

interface IssuerClientOptions {
  endpoints: readonly string[];
  credentials: ClientCredentials;
  limits: Pick<Limits, 'issuerTimeout'>;
  log: Log;
  /** From 0 to 1, to spread retries. */
  chance: () => number;
}

/** Speaks to the issuer nodes. Each call is one attempt unless it says otherwise. */
export class IssuerClient {
  readonly #nodes: readonly IssuerNode[];
  readonly #pools: Record<PoolName, ConnectionPool>;
  readonly #authorization: string;

  constructor({ endpoints, credentials, limits, log, chance }: IssuerClientOptions) {
    this.#nodes = endpoints.map((endpoint) => new IssuerNode(endpoint, log, chance));
    const pool = (name: PoolName) =>
      new ConnectionPool(this.#nodes, connections[name], limits.issuerTimeout);
    this.#pools = {
      coherence: pool('coherence'),
      swaps: pool('swaps'),
      browsers: pool('browsers'),
    };
    this.#authorization = formatBasic(credentials);
  }

  /**
   * For the gateway's own questions, each asked one at a time: silent nodes are asked, too.
   *
   * @throws IssuerUnavailable, or OAuthError with what the issuer refused for.
   */
  async call<T>(path: string, body: object, options: CallOptions = {}): Promise<T> {
    return accept<T>(
      path,
      await this.#pool(path).ask(this.#internal(path, body), { ...options, insist: true }),
    );
  }

  /** The same, asking each node and one of them twice before giving up. For what may be repeated. */
  async callAny<T>(path: string, body: object, options: CallOptions = {}): Promise<T> {
    return accept<T>(path, await this.#pool(path).askAny(this.#internal(path, body), options));
  }

  /**
   * A public endpoint, as a client of the installation. Any status short of 5xx is an answer. Each node is
   * asked, as by `callAny`: the issuer lets a token handler repeat what it redeems and refreshes, and a node
   * that is stopped may have taken the question and closed the connection.
   */
  async postForm(
    path: string,
    form: Record<string, string>,
    credentials: ClientCredentials,
    options: CallOptions = {},
  ): Promise<IssuerAnswer> {
    const headers = {
      authorization: formatBasic(credentials),
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    };
    const body = new URLSearchParams(form).toString();
    return this.#pool(path).askAny({ path, method: 'POST', headers, body }, options);
  }

  close(): void {
    for (const each of [...Object.values(this.#pools), ...this.#nodes]) each.close();
  }

  #pool(path: string): ConnectionPool {
    if (path === '/internal/swap') return this.#pools.swaps;
    if (browserPaths.has(path)) return this.#pools.browsers;
    return path.startsWith('/internal/') ? this.#pools.coherence : this.#pools.browsers;
  }

  #internal(path: string, body: object): Question {
    return {
      path,
      method: 'POST',
      headers: { authorization: this.#authorization, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    };
  }
}

function accept<T>(path: string, { status, body }: IssuerAnswer): T {
  if (status < 300) return body as T;
  const { error, error_description: description } = (body ?? {}) as Record<string, unknown>;
  const code = isErrorCode(error) ? error : 'server_error';
  throw new OAuthError(code, `${path}: ${String(description ?? `status ${status}`)}`);
}

const isErrorCode = (code: unknown): code is ErrorCode =>
  typeof code === 'string' && errorStatus(code as ErrorCode) !== undefined;
