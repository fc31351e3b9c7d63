import { canonicalName } from '@sallyport/base/routes/opened-headers.ts';
import { connectionOptions } from '../http/connection-options.ts';
import { withoutCookies } from '../http/cookies.ts';
import type { Scheme } from '../settings.ts';
import { isOurCookie } from '../token-handler/cookie-names.ts';
import { reasonToWithhold } from './withheld-headers.ts';

export interface ForwardingFacts {
  /** `Bearer` and the inside JWT; null where no caller is known. */
  authorization: string | null;
  /** Host and port of the upstream. */
  upstreamHost: string;
  /** A host that the gateway serves. */
  host: string;
  scheme: Scheme;
  clientAddress: string;
  requestId: string;
  /** What was taken off the path, or empty. */
  prefix: string;
  /** The caller's `traceparent` and `tracestate` are none. */
  invalidTrace: boolean;
  /** What the route lets pass of what is withheld otherwise: lower-case names. */
  opened: ReadonlySet<string>;
}

/**
 * The headers of the request to the upstream: name and value in turn, in the caller's order. What
 * comes from outside never speaks for the gateway inside: see `withheld-headers.ts`.
 */
export function forwardedHeaders(rawHeaders: readonly string[], facts: ForwardingFacts): string[] {
  const headers: string[] = ['Host', facts.upstreamHost];
  if (facts.authorization !== null) headers.push('Authorization', facts.authorization);
  const named = connectionOptions(rawHeaders, canonicalName);
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!;
    if (facts.invalidTrace && isTrace.test(name)) continue;
    const reason = reasonToWithhold(name);
    if (reason === null || facts.opened.has(name.toLowerCase())) {
      if (!named?.has(canonicalName(name))) headers.push(name, rawHeaders[index + 1]!);
    } else if (reason === 'replaced' && name.toLowerCase() === 'cookie') {
      const kept = withoutCookies(rawHeaders[index + 1]!, isOurCookie);
      if (kept !== null) headers.push(name, kept);
    }
  }
  headers.push(
    'X-Forwarded-For',
    facts.clientAddress,
    'X-Forwarded-Host',
    facts.host,
    'X-Forwarded-Proto',
    facts.scheme,
    'X-Real-IP',
    facts.clientAddress,
    'X-Request-Id',
    facts.requestId,
  );
  if (facts.prefix !== '') headers.push('X-Forwarded-Prefix', facts.prefix);
  return headers;
}

const isTrace = /^trace(parent|state)$/i;
