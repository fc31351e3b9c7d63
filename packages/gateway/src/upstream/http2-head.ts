import { STATUS_CODES } from 'node:http';
import { fieldsOfConnection } from '../http/fields-of-connection.ts';
import type { UpstreamRequest } from './connections.ts';

/** Beside those, what is said in another way: `Host` in `:authority`, and `TE` anew. */
const notForwarded: ReadonlySet<string> = new Set([
  ...fieldsOfConnection,
  ...['http2-settings', 'te', 'host'],
]);

/** The head of a request, with names in lower case and the pseudo-header fields first. */
export function http2RequestHead(
  { method, target, headers, acceptsTrailers = false }: UpstreamRequest,
  scheme: string,
): string[] {
  const list = [':method', method, ':scheme', scheme, ':authority', '', ':path', target];
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index]!.toLowerCase();
    if (name === 'host') list[5] = headers[index + 1]!;
    else if (!notForwarded.has(name)) list.push(name, headers[index + 1]!);
  }
  if (acceptsTrailers) list.push('te', 'trailers');
  return list;
}

export interface Http2ResponseHead {
  status: number;
  reason: string;
  /** Name and value in turn, as sent. */
  headers: string[];
}

/** @param fields name and value in turn, the pseudo-header field first */
export function http2ResponseHead(fields: readonly string[]): Http2ResponseHead | null {
  if (fields[0] !== ':status' || !/^[1-9][0-9]{2}$/.test(fields[1] ?? '')) return null;
  const status = Number(fields[1]);
  // "HTTP/2 removes support for the 101 (Switching Protocols)" (RFC 9113, section 8.6).
  if (status === 101) return null;
  return { status, reason: STATUS_CODES[status] ?? '', headers: fields.slice(2) };
}
