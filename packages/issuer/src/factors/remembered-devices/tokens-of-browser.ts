import { sha256 } from '../../runtime/sha256.ts';

/** Of as many people can one browser be remembered. */
const maxTokens = 5;

const tokenPattern = /^[\w-]{43}$/;

/** What the cookie of a browser holds: a token for each person, the newest first. */
export const readTokens = (cookie = ''): string[] =>
  cookie.length > 1_000 ? [] : cookie.split('~').filter((token) => tokenPattern.test(token));

export const hashesOf = (tokens: readonly string[]): Buffer[] => tokens.map(sha256);

/** The cookie with a new token, in place of those of these hashes. */
export const withToken = (
  tokens: readonly string[],
  token: string,
  replaced: readonly Buffer[],
): string =>
  [token, ...tokens.filter((other) => !replaced.some((hash) => hash.equals(sha256(other))))]
    .slice(0, maxTokens)
    .join('~');
