export type UpstreamFailure =
  /** The listener did not let it be sent. */
  | 'not_sent'
  /** It cannot be written as HTTP. */
  | 'unsendable'
  | 'unreachable'
  /** There was no connection in time, and so nothing was sent. */
  | 'connect_timeout'
  | 'timeout'
  /** The upstream said that it has not looked at it: it may be sent again, whatever it is. */
  | 'refused'
  /** The connection, or the stream that it had there, ended before the answer did. */
  | 'connection_lost'
  /** What came back is not HTTP, or beyond our bounds. */
  | 'invalid_response';

/** Why an upstream gave no whole answer, and what is known of how far it came. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError';
  readonly failure: UpstreamFailure;
  /** Some of the answer had come, an informational one counted. */
  readonly answered: boolean;
  /** The code of HTTP/2 with which the upstream has reset the stream; null where it has not. */
  readonly resetCode: number | null;

  constructor(
    failure: UpstreamFailure,
    { answered = false, cause, resetCode = null }: Details = {},
  ) {
    super(`The upstream failed: ${failure}`, { cause });
    this.failure = failure;
    this.answered = answered;
    this.resetCode = resetCode;
  }
}

/** Why there was no connection. */
export const failureOfConnecting = (cause: Error): UpstreamFailure =>
  (cause as NodeJS.ErrnoException).code === 'ETIMEDOUT' ? 'connect_timeout' : 'unreachable';

interface Details {
  answered?: boolean;
  cause?: unknown;
  resetCode?: number | null;
}
