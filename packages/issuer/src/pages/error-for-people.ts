import { type ErrorCode, OAuthError } from '@sallyport/protocol/errors.ts';
import type { Message } from './message.page.ts';
import type { MessageName } from './texts.ts';

/**
 * An error for which a page has words of its own. Of other errors the page tells what their code
 * means: descriptions are for developers, and stand in the log.
 */
export class ErrorForPeople extends OAuthError {
  readonly told: MessageName;
  /** A way on from here, where there is one. */
  readonly action: Message['action'];

  constructor(
    code: ErrorCode,
    description: string,
    {
      told,
      action,
      ...options
    }: { told: MessageName; action?: Message['action']; retryAfter?: number },
  ) {
    super(code, description, options);
    this.told = told;
    this.action = action;
  }
}
