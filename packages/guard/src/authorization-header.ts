import { parseBearer } from './bearer.ts';
import { GuardError } from './errors.ts';

/** The part of a request of `node:http` or `node:http2` that is read. */
interface Sent {
  headers: { authorization?: string | undefined };
  /** Names and values in turn. Missing in what stands in for a request in tests. */
  rawHeaders?: readonly string[];
}

/**
 * Refuses a second `Authorization` header: Node keeps the first of two, and a proxy in front may have
 * read the other. "A sender MUST NOT generate multiple field lines with the same name" (RFC 9110,
 * section 5.3), except for lists.
 *
 * @throws GuardError
 */
export function bearerOf({ headers, rawHeaders = [] }: Sent): string {
  const sent = rawHeaders.filter(
    (name, index) => index % 2 === 0 && name.toLowerCase() === 'authorization',
  );
  if (sent.length > 1) throw new GuardError('authorization_malformed');
  return parseBearer(headers.authorization);
}
