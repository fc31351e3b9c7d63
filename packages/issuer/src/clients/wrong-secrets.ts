import { OAuthError } from '@sallyport/protocol/errors.ts';

/** @param retryAfter seconds */
export const tooManyWrongSecrets = (retryAfter: number): OAuthError =>
  new OAuthError(
    'too_many_requests',
    'Too many wrong secrets of this client came from this network. Check the secret, and wait.',
    { retryAfter },
  );
