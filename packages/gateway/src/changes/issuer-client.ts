import { type ErrorCode, errorStatus, OAuthError } from '@sallyport/protocol/errors.ts';
import type { ClientCredentials, Limits } from '../settings.ts';
import { type CallOptions, type IssuerAnswer, IssuerLane, type Question } from './issuer-lane.ts';

export { IssuerUnavailable } from './issuer-lane.ts';

/** Connections to a node, by what is asked. */
const lanes = {
  /** Lease, feed and routes: what the cache stands on. */
  coherence: 8,
  swaps: 8,
  /** What browsers set off at the token handler. */
  browsers: 32,
};

type LaneName = keyof typeof lanes;

interface IssuerClientOptions {
  endpoints: readonly string[];
  credentials: ClientCredentials;
  limits: Pick<Limits, 'issuerTimeout'>;
}

/** Speaks to the issuer nodes. Each call is one attempt unless it says otherwise. */
export class IssuerClient {
  readonly #lanes: Record<LaneName, IssuerLane>;
  readonly #authorization: string;

  constructor({ endpoints, credentials, limits }: IssuerClientOptions) {
    const lane = (name: LaneName) => new IssuerLane(endpoints, lanes[name], limits.issuerTimeout);
    this.#lanes = {
      coherence: lane('coherence'),
      swaps: lane('swaps'),
      browsers: lane('browsers'),
    };
    this.#authorization = basicAuthorization(credentials);
  }

  /** @throws IssuerUnavailable, or OAuthError with what the issuer refused for. */
  async call<T>(path: string, body: object, options: CallOptions = {}): Promise<T> {
    return accept<T>(path, await this.#lane(path).ask(this.#internal(path, body), options));
  }

  /** The same, asking each node and one of them twice before giving up. For what may be repeated. */
  async callAny<T>(path: string, body: object, options: CallOptions = {}): Promise<T> {
    return accept<T>(path, await this.#lane(path).askAny(this.#internal(path, body), options));
  }

  /** A public endpoint, as a client of the installation. Any status short of 5xx is an answer. */
  async postForm(
    path: string,
    form: Record<string, string>,
    credentials: ClientCredentials,
    options: CallOptions = {},
  ): Promise<IssuerAnswer> {
    const headers = {
      authorization: basicAuthorization(credentials),
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    };
    const body = new URLSearchParams(form).toString();
    return this.#lane(path).ask({ path, method: 'POST', headers, body }, options);
  }

  async getWithToken(path: string, token: string): Promise<IssuerAnswer> {
    const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
    return this.#lane(path).askAny({ path, method: 'GET', headers }, {});
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.#lanes).map((lane) => lane.close()));
  }

  #lane(path: string): IssuerLane {
    if (path === '/internal/swap') return this.#lanes.swaps;
    return path.startsWith('/internal/') ? this.#lanes.coherence : this.#lanes.browsers;
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

/** Id and secret are form-encoded before they are joined (RFC 6749, section 2.3.1). */
function basicAuthorization({ id, secret }: ClientCredentials): string {
  const pair = `${formEncode(id)}:${formEncode(secret)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

const formEncode = (text: string): string => new URLSearchParams({ '': text }).toString().slice(1);
