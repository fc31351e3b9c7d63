import type { OutgoingHttpHeaders } from 'node:http2';
import { fieldsOfConnection } from '../http/fields-of-connection.ts';
import { trailersByName, trailersThat } from '../http/trailers.ts';

/** Node throws for them. */
const notInAnswers: ReadonlySet<string> = new Set([...fieldsOfConnection, 'http2-settings', 'te']);

/**
 * Beyond it, a status is invalid, and to be understood as a 5xx (RFC 9110, section 15). HTTP/1.1 passes it on,
 * and Node's HTTP/2 has no way to.
 */
const maxStatus = 599;
const badGateway = 502;

/** @returns name and value in turn, the status first */
export function responseFields(
  status: number,
  headers: readonly string[],
  security: string | null,
): { fields: string[]; hasLength: boolean } {
  const fields = [':status', String(status <= maxStatus ? status : badGateway)];
  let hasLength = false;
  let isSecured = false;
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index]!.toLowerCase();
    if (notInAnswers.has(name)) continue;
    if (name === 'content-length') hasLength = true;
    else if (name === 'strict-transport-security') isSecured = true;
    fields.push(name, headers[index + 1]!);
  }
  if (security !== null && !isSecured) fields.push('strict-transport-security', security);
  return { fields, hasLength };
}

/** @param trailers name and value in turn */
export const trailerFields = (trailers: readonly string[]): OutgoingHttpHeaders =>
  trailersByName(
    trailersThat((name) => name[0] !== ':' && !notInAnswers.has(name.toLowerCase()), trailers),
  );
