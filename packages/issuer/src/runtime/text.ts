import { isLoopback } from '@sallyport/protocol/redirect-uri.ts';
import { isScopeToken } from '@sallyport/protocol/scope.ts';
import { z } from 'zod';
import { isPlainText } from './plain-text.ts';
import { isReadable } from './readable.ts';

/** Text that the database takes and a log shows in one line. */
export const text = (max: number) =>
  z.string().max(max).refine(isPlainText, 'Leave control characters out.');

/** What people call something, as it stands in pages, mails and tokens. */
export const label = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .refine(isReadable, {
    error: ({ input }) =>
      isPlainText(input as string)
        ? 'Leave characters out that hide or reorder others.'
        : 'Leave control characters out.',
  });

/** What may stand in a URL and in a cache tag as it is. */
export const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:@-]{0,99}$/, 'Use letters, digits and . _ : @ -, at most 100.');

export const permission = z
  .string()
  .max(100)
  .refine(isScopeToken, 'A permission is a word like orders:read.');

export const scope = z.string().max(100).refine(isScopeToken, 'A scope is a word like openid.');

/** An audience: an absolute URI without a fragment (RFC 8707, section 2). */
export const audience = text(500).refine((uri) => URL.canParse(uri) && !uri.includes('#'), {
  error: 'The id of an API is an absolute URI without a fragment, as https://orders.example.',
});

/** OpenID Connect Discovery, section 3: https, without query or fragment. */
export const issuerUrl = text(2000).refine(isIssuerUrl, {
  error: 'Give an issuer like https://accounts.example: https unless it is loopback, no query.',
});

function isIssuerUrl(text: string): boolean {
  return URL.canParse(text) && !/[?#]/.test(text) && isSafe(new URL(text));
}

/** Over TLS, or not leaving this machine. */
export const isSafe = (url: URL): boolean =>
  url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
