import type { IncomingHttpHeaders } from 'node:http';
import { isOurCookie } from '../token-handler/cookie-names.ts';

/** Meant for the connection between gateway and upstream (RFC 9110, section 7.6.1). */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
]);

/**
 * The headers of an upstream's response as the caller gets them: name and value in turn, each
 * `Set-Cookie` by itself. An upstream cannot set the token handler's cookies: that would put somebody into
 * another's session.
 */
export function returnedHeaders(
  headers: IncomingHttpHeaders,
  requestId: string,
  setCookies: readonly string[],
): string[] {
  const list: string[] = [];
  const named = namedOptions(headers.connection);
  for (const name in headers) {
    const value = headers[name];
    if (value === undefined || hopByHop.has(name) || named?.has(name)) continue;
    if (name === 'x-request-id') continue;
    if (typeof value === 'string') {
      if (name !== 'set-cookie' || !setsOurCookie(value)) list.push(name, value);
    } else {
      for (const one of value) {
        if (name !== 'set-cookie' || !setsOurCookie(one)) list.push(name, one);
      }
    }
  }
  list.push('x-request-id', requestId);
  for (const cookie of setCookies) list.push('set-cookie', cookie);
  return list;
}

const setsOurCookie = (value: string): boolean => isOurCookie(value.split('=', 1)[0]!.trim());

function namedOptions(connection: string | undefined): Set<string> | null {
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') {
    return null;
  }
  return new Set(connection.split(',').map((option) => option.trim().toLowerCase()));
}
