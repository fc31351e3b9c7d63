import { OAuthError } from '@sallyport/protocol/errors.ts';

/** A configuration cannot be applied now; the message is a sentence for the operator. */
export class ApplyError extends OAuthError {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super('conflict', message, options);
  }
}
