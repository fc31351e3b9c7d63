import { hash } from 'node:crypto';

/** What the issuer is asked about. */
export interface Asked {
  token: string;
  /** One resource, where the answer without it tells of some only. */
  resource?: { type: string; identifier: string } | undefined;
}

/**
 * What swapped tokens are found by: 32 bytes, each a character, instead of a token that has hundreds and that a
 * copy of the memory would give away. It takes 0.4 µs, a fifth of checking the token's checksum.
 */
export const digestOf = (token: string): string => hash('sha256', token, 'binary');

/** The same of a token at one resource. No token has a line break in it. */
export const digestOfAsked = ({ token, resource }: Asked): string =>
  digestOf(resource ? `${token}\n${JSON.stringify([resource.type, resource.identifier])}` : token);
