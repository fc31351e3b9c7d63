import { isOurCookie } from '../token-handler/cookie-names.ts';
import { isTargetedCaching, privateCaching } from './response-privacy.ts';

/** By lower-case name. Any of them may have come more than once. */
export type UpstreamHeaders = Record<string, string | string[] | undefined>;

/** What the gateway knows about the response beyond the upstream's headers. */
export interface ReturningFacts {
  requestId: string;
  /** `Set-Cookie` values of our own. */
  setCookies: readonly string[];
  bySession: boolean;
}

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
 * `Set-Cookie` by itself. An upstream cannot set our cookies: that would put a person into
 * another's session.
 */
export function returnedHeaders(headers: UpstreamHeaders, facts: ReturningFacts): string[] {
  const list: string[] = [];
  const named = namedOptions(headers['connection']);
  for (const name in headers) {
    const value = headers[name];
    if (value === undefined || hopByHop.has(name) || named?.has(name)) continue;
    if (name === 'x-request-id') continue;
    if (facts.bySession && (name === 'cache-control' || isTargetedCaching(name))) continue;
    if (typeof value === 'string') {
      if (name !== 'set-cookie' || !setsOurCookie(value)) list.push(name, value);
    } else {
      for (const one of value) {
        if (name !== 'set-cookie' || !setsOurCookie(one)) list.push(name, one);
      }
    }
  }
  list.push('x-request-id', facts.requestId);
  if (facts.bySession) list.push('cache-control', cachingOf(headers, facts));
  for (const cookie of facts.setCookies) list.push('set-cookie', cookie);
  return list;
}

/** A cookie of ours in a cache is a session for the next who asks. */
const cachingOf = (headers: UpstreamHeaders, { setCookies }: ReturningFacts): string =>
  setCookies.length > 0 ? 'no-store' : privateCaching(headers['cache-control']);

/**
 * Around a name, browsers drop spaces and tabs and nothing else (RFC 6265bis, section 5.6). A cookie
 * without a name is sent back as its value alone, which may then look like one of ours.
 */
const setsOurCookie = (value: string): boolean => {
  const [name = ''] = value.replace(/^[ \t=]+/, '').split(/[ \t]*(?:[=;]|$)/, 1);
  return isOurCookie(name);
};

function namedOptions(connection: string | string[] | undefined): Set<string> | null {
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') {
    return null;
  }
  return new Set(
    String(connection)
      .split(',')
      .map((option) => option.trim().toLowerCase()),
  );
}
