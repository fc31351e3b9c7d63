import { type Refusal, refusal } from '../http/refusal.ts';
import type { UpstreamError } from '../upstream/upstream-error.ts';

/** Methods whose repetition changes nothing more (RFC 9110, section 9.2.2). */
const idempotent = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

/**
 * Whether a request whose connection died before a byte came back may be sent again: an upstream
 * may close an idle connection in the very moment it is used (RFC 9110, section 9.2.2).
 */
export const mayRepeat = (method: string, hasBody: boolean, error: UpstreamError): boolean =>
  !hasBody && idempotent.has(method) && error.failure === 'connection_lost' && !error.answered;

/** What the caller is told of an upstream's failure; the cause goes to the log. */
export function explainFailure({ failure }: UpstreamError): Refusal {
  switch (failure) {
    case 'timeout':
      return refusal('upstream_timeout', 'The service behind the gateway took too long.');
    case 'unsendable':
      return refusal('invalid_request', 'The request cannot be forwarded as it is.');
    default:
      return refusal('upstream_unavailable', 'The service behind the gateway cannot be reached.');
  }
}
