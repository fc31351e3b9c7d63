import { formatBasic, parseBasic } from '@sallyport/protocol/basic-credentials.ts';
import { maxTokenLength } from '@sallyport/protocol/token-format.ts';
import { type Refusal, refusal } from '../http/refusal.ts';

/** RFC 7617, section 2. */
export const basicChallenge = ['WWW-Authenticate', 'Basic realm="sallyport", charset="UTF-8"'];

/** Of the value of `Authorization`, and of what something was decided by. */
export const isBasic = (text: string): boolean => /^basic(?: |$)/i.test(text);

/** `client_secret_basic` (RFC 6749, section 2.3.1): an API server that calls with its secret. */
export function readClientSecret(
  authorization: string,
): { kind: 'client'; token: string } | { kind: 'refused'; refusal: Refusal } {
  const credentials = authorization.length <= maxTokenLength ? parseBasic(authorization) : null;
  return credentials
    ? { kind: 'client', token: formatBasic(credentials) }
    : { kind: 'refused', refusal: malformed() };
}

const malformed = (): Refusal =>
  refusal(
    'invalid_client',
    'Send Authorization: Basic with id and secret, each form-encoded.',
    basicChallenge,
  );
