import type { AuthorizationDetail } from '@sallyport/protocol/authorization-details.ts';
import { formatBasic } from '@sallyport/protocol/basic-credentials.ts';
import { readText } from '@sallyport/protocol/read-bytes.ts';
import { createdFromWire, isCreated, isLink, isRecord, linkFromWire, toWire } from './wire.ts';

/** Which issuer makes the links, and for which client. */
export interface LinksClientOptions {
  /** The issuer's identifier, `https://id.example`. */
  issuer: string;
  /** A client with the scope `links:create`. */
  clientId: string;
  clientSecret: string;
  /** Milliseconds that a call may take; 10,000 by default. */
  timeout?: number;
}

/** What a link opens, for how long and how often. */
export interface NewLink {
  /** The page behind the link, on one of the client's `link_origins`, without a fragment. */
  url: string;
  /** The audience of the token that the link gives. */
  api: string;
  /** At most what the client itself may do there. */
  permissions: readonly string[];
  /** Confines the token to these resources; the permissions then count for these resources only. */
  authorizationDetails?: readonly AuthorizationDetail[];
  /** Seconds until the link expires: 900 by default, at most 30 days. */
  expiresIn?: number;
  /** How often it can be redeemed; once by default. */
  uses?: number;
  /** Seconds that the access token lives, once the link is redeemed; 600 by default. */
  tokenLifetime?: number;
  /**
   * Whom the link is for, in your own naming. Services read it as `linkSubject`; the subject of the
   * token is the link itself.
   */
  subject?: string;
  /** Your own data, kept with the link: at most 20 short values. */
  metadata?: LinkMetadata;
}

/** Data of your own. */
export type LinkMetadata = Readonly<Record<string, string | number | boolean | null>>;

/** A new link, with its secret. */
export interface CreatedLink {
  id: string;
  /** What to send to the person. It holds the secret: it is given once and must not be logged. */
  url: string;
  expiresAt: Date;
}

/** A link without its secret. */
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

/** Makes, reads and revokes links. */
export interface LinksClient {
  /** Not safe to repeat: if the answer was lost, a repeated call makes a second link. */
  create(link: NewLink): Promise<CreatedLink>;
  /** @throws TypeError for what can be no id: `''`, `'.'`, `'..'`. */
  get(id: string): Promise<Link>;
  /**
   * When this returns, neither the link nor a token that it gave is accepted anywhere. Safe to repeat.
   *
   * @throws TypeError for what can be no id: `''`, `'.'`, `'..'`.
   */
  revoke(id: string): Promise<void>;
}

/**
 * A call that failed. `code` is the issuer's error code (`invalid_client`, `not_found` …), or
 * `unreachable` when there was no answer, or `invalid_response` when the answer made no sense.
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
  const authorization = formatBasic({ id: clientId, secret: clientSecret });

  async function call<T>(
    method: string,
    url: string,
    makesSense: (answer: unknown) => answer is T,
    body?: object,
  ): Promise<T> {
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
        // A redirect is not followed: the client secret must go to the issuer only.
        redirect: 'error',
        signal: AbortSignal.timeout(timeout),
      });
      text = await readText(response.body, answerLimits);
    } catch (cause) {
      throw new LinksError('unreachable', `The issuer ${issuer} did not answer.`, { cause });
    }
    const answer = response.status === 204 ? null : parse(text);
    if (!response.ok) throw failureOf(response, answer);
    if (makesSense(answer)) return answer;
    const { status } = response;
    const message = `The issuer answered ${status} with a body that is not what this call expects.`;
    throw new LinksError('invalid_response', message, { status });
  }

  function one(id: string): string {
    // Dot segments are taken out of a path: RFC 3986, section 5.2.4. The call would go elsewhere.
    if (['', '.', '..'].includes(id)) throw new TypeError(`"${id}" is no id of a link.`);
    return `${base}/${encodeURIComponent(id)}`;
  }

  return {
    async create(link) {
      return createdFromWire(await call('POST', base, isCreated, toWire(link)));
    },
    async get(id) {
      return linkFromWire(await call('GET', one(id), isLink));
    },
    async revoke(id) {
      await call('DELETE', one(id), isNoContent);
    },
  };
}

/** Many times the size of any answer about a link. */
const answerLimits = { maxBytes: 1024 * 1024, source: 'The issuer' };

/** Undefined when the body is null or is not JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}

const isNoContent = (answer: unknown): answer is null => answer === null;

function failureOf(response: Response, answer: unknown): LinksError {
  const { error, error_description: description } = isRecord(answer) ? answer : {};
  const code = typeof error === 'string' ? error : 'invalid_response';
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new LinksError(
    code,
    typeof description === 'string' ? description : `The issuer answered ${response.status}.`,
    { status: response.status, ...(Number.isFinite(retryAfter) && { retryAfter }) },
  );
}
