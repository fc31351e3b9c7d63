import { formatBasic } from '@sallyport/protocol/basic-credentials.ts';
import { readText } from '@sallyport/protocol/read-bytes.ts';
import { systemNow } from './clock.ts';
import { createExchangedTokens } from './exchanged-tokens.ts';

/** Where tokens are exchanged, and as which client. */
export interface ExchangeOptions {
  /** The issuer's identifier, `https://id.example`. */
  issuer: string;
  /** This service as a client: it serves the API of the tokens, and may call the other one. */
  clientId: string;
  clientSecret: string;
  /** Where tokens are exchanged; the issuer's `/token` by default. */
  tokenEndpoint?: string;
  /** Milliseconds that an exchange may take; 5,000 by default. */
  timeout?: number;
  /** The time in milliseconds since 1970, for tests; the machine's by default. */
  now?: () => number;
}

/**
 * Gets an access token for another API, on behalf of the caller (RFC 8693).
 *
 * A token is kept for as long as it is good, so that calling with the same `token` again asks no
 * issuer; calls at the same time share one question. What is taken away meanwhile is seen once
 * the token ends, a minute at most.
 *
 * @param token the JWT that this service was called with, verified by the guard
 * @param resource the API to call, by its id
 * @throws ExchangeError
 */
export type Exchange = (token: string, resource: string) => Promise<string>;

/**
 * An exchange that failed. `code` is the issuer's error code (RFC 8693, section 2.2.2):
 * `invalid_request` when the token is no longer good, `invalid_target` when this service may not call
 * that API, and so on; or `unreachable` when there was no answer, `invalid_response` when it made no
 * sense.
 */
export class ExchangeError extends Error {
  override readonly name = 'ExchangeError';
  readonly code: string;
  /** HTTP status, if there was an answer. */
  readonly status: number | undefined;

  constructor(code: string, message: string, about: { status?: number; cause?: unknown } = {}) {
    super(message, { cause: about.cause });
    this.code = code;
    this.status = about.status;
  }
}

const grantType = 'urn:ietf:params:oauth:grant-type:token-exchange';
const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token';
const answerLimits = { maxBytes: 64 * 1024, source: 'The issuer' };
const maxCachedCharacters = 8 * 1024 * 1024;

/**
 * For a service that calls another one on behalf of its caller.
 *
 * @throws TypeError when the issuer is no URL
 */
export function createExchange(options: ExchangeOptions): Exchange {
  const { issuer, clientId, clientSecret, timeout = 5_000, now = systemNow } = options;
  const { tokenEndpoint = `${issuer.replace(/\/$/, '')}/token` } = options;
  if (!URL.canParse(tokenEndpoint))
    throw new TypeError('guard: issuer must be the URL of the issuer.');
  const authorization = formatBasic({ id: clientId, secret: clientSecret });
  const kept = createExchangedTokens(maxCachedCharacters);
  const underWay = new Map<string, Promise<string>>();

  async function ask(token: string, resource: string): Promise<Exchanged> {
    let response: Response;
    let text: string;
    try {
      response = await fetch(tokenEndpoint, {
        method: 'POST',
        headers: { authorization, accept: 'application/json' },
        body: new URLSearchParams({
          grant_type: grantType,
          subject_token: token,
          subject_token_type: accessTokenType,
          resource,
        }),
        // A redirect is not followed: secret and token must go to the issuer only.
        redirect: 'error',
        signal: AbortSignal.timeout(timeout),
      });
      text = await readText(response.body, answerLimits);
    } catch (cause) {
      throw new ExchangeError('unreachable', `The issuer ${issuer} did not answer.`, { cause });
    }
    return readAnswer(response.status, text);
  }

  async function exchangeAnew(key: string, token: string, resource: string): Promise<string> {
    const asked = now();
    const { accessToken, expiresIn } = await ask(token, resource);
    kept.keep(key, { token: accessToken, end: asked + usableFor(expiresIn) });
    return accessToken;
  }

  return (token, resource) => {
    // Neither holds a space. Two tokens of one subject may allow different things, so the whole counts.
    const key = `${resource} ${token}`;
    const known = kept.find(key, now());
    if (known !== null) return Promise.resolve(known);
    let exchanged = underWay.get(key);
    if (!exchanged) {
      exchanged = exchangeAnew(key, token, resource).finally(() => underWay.delete(key));
      underWay.set(key, exchanged);
    }
    return exchanged;
  };
}

interface Exchanged {
  accessToken: string;
  /** Seconds. */
  expiresIn: number;
}

/** Milliseconds: enough must be left for the call, wherever the clocks are. */
const usableFor = (expiresIn: number): number => 1000 * Math.max(expiresIn - 10, expiresIn / 2);

function readAnswer(status: number, text: string): Exchanged {
  const answer = parse(text);
  const { access_token, expires_in, error, error_description: description } = answer;
  if (status !== 200 && typeof error === 'string') {
    const message = typeof description === 'string' ? description : `The issuer says ${error}.`;
    throw new ExchangeError(error, message, { status });
  }
  if (status !== 200 || typeof access_token !== 'string' || typeof expires_in !== 'number') {
    const message = `The issuer answered ${status} with a body that is not what this call expects.`;
    throw new ExchangeError('invalid_response', message, { status });
  }
  return { accessToken: access_token, expiresIn: expires_in };
}

function parse(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}
