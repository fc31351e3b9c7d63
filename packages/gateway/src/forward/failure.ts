import { type Refusal, refusal } from '../http/refusal.ts';

/** Methods whose repetition changes nothing more (RFC 9110, section 9.2.2). */
const idempotent = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

const connectionLost = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

const timeouts = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
]);

/**
 * Whether a request whose connection died before a byte came back may be sent again: an upstream
 * may close an idle connection in the very moment it is used (RFC 9110, section 9.2.2).
 */
export const mayRepeat = (method: string, hasBody: boolean, error: Error): boolean =>
  !hasBody && idempotent.has(method) && connectionLost.has(codeOf(error));

/** What the caller is told of an upstream's failure; the cause goes to the log. */
export function explainFailure(error: Error): Refusal {
  const code = codeOf(error);
  if (timeouts.has(code)) {
    return refusal('upstream_timeout', 'The service behind the gateway took too long.');
  }
  if (code === 'UND_ERR_INVALID_ARG' || code === 'UND_ERR_NOT_SUPPORTED') {
    return refusal('invalid_request', 'The request cannot be forwarded as it is.');
  }
  return refusal('upstream_unavailable', 'The service behind the gateway cannot be reached.');
}

const codeOf = (error: Error): string => (error as NodeJS.ErrnoException).code ?? '';
