import { connectionOptions } from '../http/connection-options.ts';
import { isOurCookie } from '../token-handler/cookie-names.ts';
import { isTargetedCaching, privateCaching } from './response-privacy.ts';

/** What the gateway knows about the response beyond the upstream's headers. */
export interface ReturningFacts {
  status: number;
  requestId: string;
  /** `Set-Cookie` values of our own. */
  setCookies: readonly string[];
  bySession: boolean;
  /** What says instead of the upstream which pages may read it, or null where that is its own affair. */
  cors: readonly string[] | null;
  /** What is said of rate limits, beside what the upstream says of its own. */
  quota: readonly string[];
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
 * The headers of an upstream's response as the caller gets them, both as name and value in turn.
 * An upstream cannot set our cookies: that would put a person into another's session.
 */
export function returnedHeaders(headers: readonly string[], facts: ReturningFacts): string[] {
  const list: string[] = [];
  const named = connectionOptions(headers, asNamed);
  let caching: string | null = null;
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index]!;
    const value = headers[index + 1]!;
    const lower = name.toLowerCase();
    if (hopByHop.has(lower) || named?.has(lower) || lower === 'x-request-id') continue;
    // "A server MUST NOT send a Content-Length header field in any response with a status code of 204."
    // (RFC 9110, section 8.6)
    if (facts.status === 204 && lower === 'content-length') continue;
    if (facts.cors && lower.startsWith('access-control-')) continue;
    if (lower === 'set-cookie' && setsOurCookie(value)) continue;
    if (facts.bySession && lower === 'cache-control') {
      caching = caching === null ? value : `${caching}, ${value}`;
    } else if (!facts.bySession || !isTargetedCaching(lower)) list.push(name, value);
  }
  list.push('x-request-id', facts.requestId);
  if (facts.bySession) list.push('cache-control', cachingOf(caching, facts));
  for (const cookie of facts.setCookies) list.push('set-cookie', cookie);
  if (facts.cors) list.push(...facts.cors);
  if (facts.quota.length > 0) list.push(...facts.quota);
  return list;
}

/** A cookie of ours in a cache is a session for the next who asks. */
const cachingOf = (given: string | null, { setCookies }: ReturningFacts): string =>
  setCookies.length > 0 ? 'no-store' : privateCaching(given);

/**
 * Around a name, browsers drop spaces and tabs and nothing else (RFC 6265bis, section 5.6). A cookie
 * without a name is sent back as its value alone, which may then look like one of ours.
 */
const setsOurCookie = (value: string): boolean => {
  const [name = ''] = value.replace(/^[ \t=]+/, '').split(/[ \t]*(?:[=;]|$)/, 1);
  return isOurCookie(name);
};

/** `connectionOptions` gives them in lower case. */
const asNamed = (name: string): string => name;
