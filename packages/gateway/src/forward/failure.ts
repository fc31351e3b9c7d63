import { type Refusal, refusal } from '../http/refusal.ts';
import { UpstreamError } from '../upstream/upstream-error.ts';

/** Methods whose repetition changes nothing more (RFC 9110, section 9.2.2). */
const idempotent = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

/** Whether any of the request may have reached the upstream. */
export const wasSent = ({ failure }: UpstreamError): boolean =>
  failure !== 'unreachable' && failure !== 'connect_timeout';

/** What of a request's body has been read. */
export interface SentBody {
  /** All of it can be read once more. */
  readonly isRepeatable: boolean;
}

/**
 * Whether a request may be sent again: any of which nothing was sent, its body not read either; any
 * that the upstream says it has not looked at, if we still have all of its body (RFC 9113, section 8.7); and one that changes nothing more when it is repeated, if the connection died before a byte came back
 * (RFC 9110, section 9.2.2).
 */
export const mayRepeat = (method: string, body: SentBody | null, error: UpstreamError): boolean =>
  !wasSent(error) ||
  (body?.isRepeatable !== false && error.failure === 'refused') ||
  (body === null &&
    idempotent.has(method) &&
    error.failure === 'connection_lost' &&
    !error.answered);

/** Whether the target is to blame: what our side gave up, or could not write, says nothing of it. */
export const countsAgainstTarget = ({ failure, answered }: UpstreamError): boolean =>
  failure !== 'not_sent' && failure !== 'unsendable' && !answered;

/** What the caller is told of an upstream's failure; the cause goes to the log. */
export function explainFailure({ failure }: UpstreamError): Refusal {
  switch (failure) {
    case 'timeout':
    case 'connect_timeout':
      return refusal('upstream_timeout', 'The service behind the gateway took too long.');
    case 'unsendable':
      return refusal('invalid_request', 'The request cannot be forwarded as it is.');
    default:
      return refusal('upstream_unavailable', 'The service behind the gateway cannot be reached.');
  }
}

/** It answered 101 to a handshake that it has not understood. */
export const handshakeNotAccepted = (): UpstreamError =>
  new UpstreamError('invalid_response', {
    answered: true,
    cause: new Error('The handshake of a WebSocket was not accepted as it should be.'),
  });
