import { maxTokenLength, parseToken, tokenKind } from '@sallyport/protocol/token-format.ts';
import { type Refusal, refusal } from '../http/refusal.ts';
import { challenge } from './challenge.ts';

/** The credentials of a request: none, a token to look up, or malformed. */
export type Authentication =
  | { kind: 'not_present' }
  | { kind: 'token'; token: string }
  | { kind: 'failed'; refusal: Refusal };

const scheme = /^bearer(?: |$)/i;

/** `Authorization: Bearer` (RFC 6750, section 2.1). */
export function readBearer(authorization: string | undefined): Authentication {
  if (authorization === undefined) return { kind: 'not_present' };
  if (!scheme.test(authorization)) {
    return fail('invalid_request', 'Authorization must be of the Bearer scheme.');
  }
  const token = authorization.slice('Bearer '.length).replace(/^ +| +$/g, '');
  if (token.length > maxTokenLength) {
    return fail('invalid_token', 'This is too long to be an access token.');
  }
  const kind = tokenKind(token);
  if (kind === 'access') {
    return parseToken('access', token) === null
      ? fail('invalid_token', 'The access token is damaged: its checksum does not match.')
      : { kind: 'token', token };
  }
  if (kind !== null) {
    return fail('invalid_token', `This is a token of another kind (${kind}), not an access token.`);
  }
  return /^[A-Za-z0-9\-._~+/]+=*$/.test(token)
    ? fail('invalid_token', 'This access token was not issued for this gateway.')
    : fail('invalid_request', 'Authorization must be Bearer, one space, and the access token.');
}

function fail(error: 'invalid_request' | 'invalid_token', description: string): Authentication {
  const headers = challenge(error, description);
  return { kind: 'failed', refusal: refusal(error, description, headers) };
}
