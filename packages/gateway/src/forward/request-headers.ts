import { withoutCookies } from '../http/cookies.ts';
import type { Scheme } from '../settings.ts';
import { isOurCookie } from '../token-handler/cookie-names.ts';

export interface ForwardingFacts {
  /** `Bearer` and the inside JWT. */
  authorization: string;
  /** Host and port of the upstream. */
  upstreamHost: string;
  /** As the caller sent it. */
  host: string;
  scheme: Scheme;
  clientAddress: string;
  requestId: string;
}

type Reason =
  | 'hop_by_hop'
  | 'credentials'
  | 'replaced'
  | 'spoofable'
  | 'override'
  | 'answered_here';

/** What a caller's headers never do: reach an upstream as they are. The rest passes. */
const withheld = new Map<string, Reason>([
  // Meant for one connection only (RFC 9110, section 7.6.1).
  ['connection', 'hop_by_hop'],
  ['keep-alive', 'hop_by_hop'],
  ['proxy-connection', 'hop_by_hop'],
  ['te', 'hop_by_hop'],
  ['trailer', 'hop_by_hop'],
  ['transfer-encoding', 'hop_by_hop'],
  ['upgrade', 'hop_by_hop'],
  ['http2-settings', 'hop_by_hop'],
  // The outside token does not work inside, and what a caller says to a proxy is for the proxy.
  ['authorization', 'credentials'],
  ['proxy-authorization', 'credentials'],
  // Written anew below.
  ['cookie', 'replaced'],
  ['host', 'replaced'],
  ['x-request-id', 'replaced'],
  // Upstreams believe these about where a request came from.
  ['forwarded', 'spoofable'],
  ['x-forwarded', 'spoofable'],
  ['x-real-ip', 'spoofable'],
  ['x-client-ip', 'spoofable'],
  ['x-cluster-client-ip', 'spoofable'],
  ['true-client-ip', 'spoofable'],
  ['cf-connecting-ip', 'spoofable'],
  ['fastly-client-ip', 'spoofable'],
  // Some frameworks let these change method or path after the gateway has decided by them.
  ['x-http-method-override', 'override'],
  ['x-http-method', 'override'],
  ['x-method-override', 'override'],
  ['x-original-url', 'override'],
  ['x-original-uri', 'override'],
  ['x-original-method', 'override'],
  ['x-rewrite-url', 'override'],
  // The gateway itself has sent the 100.
  ['expect', 'answered_here'],
]);

/** The headers of the request to the upstream: name and value in turn, in the caller's order. */
export function forwardedHeaders(rawHeaders: readonly string[], facts: ForwardingFacts): string[] {
  const headers: string[] = ['Host', facts.upstreamHost, 'Authorization', facts.authorization];
  const named = namedByConnection(rawHeaders);
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!;
    const lower = canonical(name);
    if (lower === 'cookie') {
      const kept = withoutCookies(rawHeaders[index + 1]!, isOurCookie);
      if (kept !== null) headers.push(name, kept);
    } else if (!withheld.has(lower) && !lower.startsWith('x-forwarded-') && !named?.has(lower)) {
      headers.push(name, rawHeaders[index + 1]!);
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
  return headers;
}

/** CGI-like servers take `X_Forwarded_For` for `X-Forwarded-For`: so do these rules. */
const canonical = (name: string): string => {
  const lower = name.toLowerCase();
  return lower.includes('_') ? lower.replaceAll('_', '-') : lower;
};

/** What `Connection` names is meant for this connection only. Usually it names nothing of interest. */
export function namedByConnection(rawHeaders: readonly string[]): Set<string> | null {
  let named: Set<string> | null = null;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!;
    if (name.length !== 'connection'.length || name.toLowerCase() !== 'connection') continue;
    const value = rawHeaders[index + 1]!.toLowerCase();
    if (value === 'keep-alive' || value === 'close') continue;
    named ??= new Set();
    for (const option of value.split(',')) named.add(canonical(option.trim()));
  }
  return named;
}
