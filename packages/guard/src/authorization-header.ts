import { parseBearer } from './bearer.ts';
import { GuardError } from './errors.ts';

/** The part of `node:http`'s request that is read. */
interface Sent {
  headers: { authorization?: string | undefined };
  /** Missing in what stands in for a request in tests, as `app.inject` of Fastify makes it. */
  headersDistinct?: NodeJS.Dict<string[]>;
}

/**
 * Refuses a second `Authorization` header: Node keeps the first of two, and a proxy in front may have
 * read the other. "A sender MUST NOT generate multiple field lines with the same name" (RFC 9110,
 * section 5.3), except for lists.
 *
 * @throws GuardError
 */
export function bearerOf({ headers, headersDistinct }: Sent): string {
  const sent = headersDistinct?.['authorization'] ?? [];
  if (sent.length > 1) throw new GuardError('authorization_malformed');
  return parseBearer(headers.authorization);
}
