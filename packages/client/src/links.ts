import type { AuthorizationDetail } from '@sallyport/protocol/authorization-details.ts';

export interface LinksClientOptions {
  /** The issuer's identifier, `https://id.example`. */
  issuer: string;
  /** A client with the scope `links:create`. */
  clientId: string;
  clientSecret: string;
  /** Milliseconds that a call may take; 10,000 by default. */
  timeout?: number;
}

export interface NewLink {
  /** The page behind the link, on one of the client's `link_origins`, without a fragment. */
  url: string;
  /** The audience of the token that the link gives. */
  api: string;
  /** At most what the client itself may do there. */
  permissions: readonly string[];
  /** Confine the token to these resources; the permissions then count for them alone. */
  authorizationDetails?: readonly AuthorizationDetail[];
  /** Seconds until the link is worthless: 900 by default, at most 30 days. */
  expiresIn?: number;
  /** How often it can be redeemed; once by default. */
  uses?: number;
  /** Seconds that the access token lives, once the link is redeemed; 600 by default. */
  tokenLifetime?: number;
  /** Whom the token speaks for, where the link is made for somebody known. */
  subject?: string;
  /** Kept with the link for its maker: at most 20 short values. */
  metadata?: LinkMetadata;
}

export type LinkMetadata = Readonly<Record<string, string | number | boolean | null>>;

export interface CreatedLink {
  id: string;
  /** What to send to the person. It holds the secret: it is given once and must not be logged. */
  url: string;
  expiresAt: Date;
}

/** What is known of a link; never its secret. */
export interface Link {
  id: string;
  state: 'active' | 'used' | 'expired' | 'revoked';
  api: string;
  permissions: string[];
  authorizationDetails: AuthorizationDetail[];
  uses: number;
  /** How often it was redeemed. */
  used: number;
  tokenLifetime: number;
  subject: string | null;
  metadata: LinkMetadata;
  createdAt: Date;
  expiresAt: Date;
}

export interface LinksClient {
  /** Not repeatable after a failure on the way: there may then be two links, one of them unseen. */
  create(link: NewLink): Promise<CreatedLink>;
  get(id: string): Promise<Link>;
  /** When this returns, neither the link nor a token that it gave opens anything. Safe to repeat. */
  revoke(id: string): Promise<void>;
}

/**
 * A call that failed. `code` is what the issuer answered (`invalid_client`, `not_found` …), or
 * `unreachable` when nothing came back, or `invalid_response` when that made no sense.
 */
export class LinksError extends Error {
  override readonly name = 'LinksError';
  readonly code: string;
  /** HTTP status, if there was an answer. */
  readonly status: number | undefined;
  /** Seconds after which a retry makes sense, if the issuer said so. */
  readonly retryAfter: number | undefined;

  constructor(
    code: string,
    message: string,
    about: { status?: number; retryAfter?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: about.cause });
    this.code = code;
    this.status = about.status;
    this.retryAfter = about.retryAfter;
  }
}

/** Makes action links on behalf of an API server. Every call may throw a LinksError. */
export function createLinksClient(options: LinksClientOptions): LinksClient {
  const { issuer, clientId, clientSecret, timeout = 10_000 } = options;
  const base = `${issuer.replace(/\/$/, '')}/links`;
  const authorization = basic(clientId, clientSecret);

  async function call(method: string, url: string, body?: object): Promise<unknown> {
    let response: Response;
    let text: string;
    try {
      response = await fetch(url, {
        method,
        headers: {
          authorization,
          accept: 'application/json',
          ...(body && { 'content-type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
        // The secret goes to the issuer and to nobody that it points to.
        redirect: 'error',
        signal: AbortSignal.timeout(timeout),
      });
      text = await response.text();
    } catch (cause) {
      throw new LinksError('unreachable', `The issuer ${issuer} did not answer.`, { cause });
    }
    const answer = text === '' ? {} : parse(text, response.status);
    if (!response.ok) throw failureOf(response, answer);
    return answer;
  }

  const one = (id: string) => `${base}/${encodeURIComponent(id)}`;

  return {
    async create(link) {
      const created = (await call('POST', base, toWire(link))) as CreatedOnWire;
      return { id: created.id, url: created.url, expiresAt: new Date(created.expires_at) };
    },
    async get(id) {
      return fromWire((await call('GET', one(id))) as LinkOnWire);
    },
    async revoke(id) {
      await call('DELETE', one(id));
    },
  };
}

/** RFC 6749, section 2.3.1: both parts are form-encoded before they are joined. */
function basic(id: string, secret: string): string {
  const encoded = [id, secret].map((part) => new URLSearchParams({ part }).toString().slice(5));
  return `Basic ${Buffer.from(encoded.join(':')).toString('base64')}`;
}

interface CreatedOnWire {
  id: string;
  url: string;
  expires_at: string;
}

interface LinkOnWire {
  id: string;
  state: Link['state'];
  api: string;
  permissions: string[];
  authorization_details: AuthorizationDetail[];
  uses: number;
  used: number;
  token_lifetime: number;
  subject: string | null;
  metadata: LinkMetadata;
  created_at: string;
  expires_at: string;
}

/** What is left out here is left out of the JSON, too, so that the issuer's defaults apply. */
function toWire(link: NewLink): object {
  return {
    url: link.url,
    api: link.api,
    permissions: link.permissions,
    authorization_details: link.authorizationDetails,
    expires_in: link.expiresIn,
    uses: link.uses,
    token_lifetime: link.tokenLifetime,
    subject: link.subject,
    metadata: link.metadata,
  };
}

function fromWire(link: LinkOnWire): Link {
  const { authorization_details, token_lifetime, created_at, expires_at, ...same } = link;
  return {
    ...same,
    authorizationDetails: authorization_details,
    tokenLifetime: token_lifetime,
    createdAt: new Date(created_at),
    expiresAt: new Date(expires_at),
  };
}

function parse(text: string, status: number): object {
  try {
    const answer: unknown = JSON.parse(text);
    if (typeof answer === 'object' && answer !== null) return answer;
  } catch {
    // The same mistake as an answer that is JSON and no object.
  }
  throw new LinksError('invalid_response', `The issuer answered ${status} without a JSON object.`, {
    status,
  });
}

function failureOf(response: Response, answer: { error?: unknown; error_description?: unknown }) {
  const { error, error_description: description } = answer;
  const code = typeof error === 'string' ? error : 'invalid_response';
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new LinksError(
    code,
    typeof description === 'string' ? description : `The issuer answered ${response.status}.`,
    { status: response.status, ...(Number.isFinite(retryAfter) && { retryAfter }) },
  );
}
