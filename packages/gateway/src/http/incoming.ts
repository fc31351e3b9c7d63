import type { Scheme } from '../settings.ts';
import type { Client } from '../trusted-proxies/trusted-proxies.ts';
import { fieldOf } from './field-of.ts';
import { isGrpcType } from './grpc.ts';
import { readTraceId } from './trace-context.ts';

/** What the gateway decides from: a request's line and the few headers that bear on it. */
export interface Incoming {
  /** For log and error messages. */
  requestId: string;
  /** As in `Caller`; null where another proxy asks about a request that came to it. */
  protocol: string | null;
  method: string;
  /** As sent, without query. */
  path: string;
  /** `?` and what follows it, or empty. */
  query: string;
  /** Lower-case, with port if there is one. */
  host: string;
  authorization: string | undefined;
  /** Several `Cookie` headers joined, as HTTP/2 proxies may split them (RFC 9113, section 8.2.3). */
  cookie: string | undefined;
  origin: string | undefined;
  fetchSite: string | undefined;
  /** What a preflight asks for: `Access-Control-Request-Method` and `-Headers`. */
  requestedMethod: string | undefined;
  requestedHeaders: string | undefined;
  userAgent: string;
  /** IP address of the caller, behind the proxies that are trusted. */
  clientAddress: string;
  /** How the caller came. */
  scheme: Scheme;
  hasBody: boolean;
  /** A call of gRPC. */
  isGrpc: boolean;
  /** It has what the handshake of a WebSocket has, even where a proxy took `Upgrade` off. */
  isWebSocket: boolean;
  /** Of `traceparent`: undefined without one, null where it is not valid. */
  traceId: string | null | undefined;
  /** Protocols that the caller wants to go on in, as sent. */
  upgrade: string | undefined;
  /** `Expect`, in lower case. */
  expectation: string | undefined;
  /** Why it cannot be understood, if it cannot. */
  fault: string | null;
}

const absoluteForm = /^https?:\/\/([^/?#]+)(.*)$/i;

/** Reads a request in one pass over its raw headers: name and value in turn. */
export function readIncoming(
  method: string,
  target: string,
  rawHeaders: readonly string[],
  client: Client,
  requestId: string,
): Incoming {
  const incoming: Incoming = {
    requestId,
    protocol: null,
    method,
    path: target,
    query: '',
    host: '',
    authorization: undefined,
    cookie: undefined,
    origin: undefined,
    fetchSite: undefined,
    requestedMethod: undefined,
    requestedHeaders: undefined,
    userAgent: '',
    clientAddress: client.address,
    scheme: client.scheme,
    hasBody: false,
    isGrpc: false,
    isWebSocket: false,
    traceId: undefined,
    upgrade: undefined,
    expectation: undefined,
    fault: null,
  };
  for (let index = 0; index < rawHeaders.length; index += 2) {
    takeHeader(incoming, rawHeaders[index]!, rawHeaders[index + 1]!);
  }
  readTarget(incoming, target);
  return incoming;
}

/** The host that a request with one `Host` names, in lower case. */
export const hostOf = (rawHeaders: readonly string[]): string =>
  fieldOf(rawHeaders, 'host')?.toLowerCase() ?? '';

/** A header that decides must not come twice: servers differ in which of the two they believe. */
function takeHeader(incoming: Incoming, name: string, value: string): void {
  switch (name.toLowerCase()) {
    case 'authorization':
      if (incoming.authorization !== undefined) incoming.fault = repeated('Authorization');
      incoming.authorization = value;
      break;
    case 'cookie':
      incoming.cookie = incoming.cookie === undefined ? value : `${incoming.cookie}; ${value}`;
      break;
    case 'host':
      if (incoming.host !== '') incoming.fault = repeated('Host');
      incoming.host = value.toLowerCase();
      break;
    case 'origin':
      if (incoming.origin !== undefined) incoming.fault = repeated('Origin');
      incoming.origin = value;
      break;
    case 'sec-fetch-site':
      if (incoming.fetchSite !== undefined) incoming.fault = repeated('Sec-Fetch-Site');
      incoming.fetchSite = value;
      break;
    case 'content-length':
      incoming.hasBody = value !== '0';
      break;
    case 'content-type':
      incoming.isGrpc = incoming.method === 'POST' && isGrpcType(value);
      break;
    case 'transfer-encoding':
      // Other codings would reach the upstream undecoded and unnamed.
      if (value.toLowerCase() !== 'chunked')
        incoming.fault = 'The only accepted Transfer-Encoding is chunked.';
      incoming.hasBody = true;
      break;
    case 'sec-websocket-key':
    case 'sec-websocket-version':
      incoming.isWebSocket = true;
      break;
    case 'traceparent':
      // Two of them are none (W3C Trace Context, section 3.2).
      incoming.traceId = incoming.traceId === undefined ? readTraceId(value) : null;
      break;
    case 'access-control-request-method':
      incoming.requestedMethod = value;
      break;
    case 'access-control-request-headers':
      incoming.requestedHeaders = value;
      break;
    case 'upgrade':
      incoming.upgrade = incoming.upgrade === undefined ? value : `${incoming.upgrade},${value}`;
      break;
    case 'expect':
      incoming.expectation =
        incoming.expectation === undefined
          ? value.toLowerCase()
          : `${incoming.expectation},${value.toLowerCase()}`;
      break;
    case 'user-agent':
      incoming.userAgent = value;
      break;
  }
}

/** A browser asks what a page of another origin may do (WHATWG Fetch, section 3.3.2). */
export const isPreflight = ({ method, origin, requestedMethod }: Incoming): boolean =>
  method === 'OPTIONS' && origin !== undefined && requestedMethod !== undefined;

const repeated = (name: string): string => `The header ${name} may be sent only once.`;

function readTarget(incoming: Incoming, target: string): void {
  let rest = target;
  if (target[0] !== '/') {
    // A server must accept the absolute form, whose authority goes before `Host` (RFC 9112, 3.2.2).
    const absolute = absoluteForm.exec(target);
    if (!absolute) {
      incoming.fault = 'The request target must be a path.';
      return;
    }
    incoming.host = absolute[1]!.toLowerCase();
    rest = absolute[2]!.startsWith('/') ? absolute[2]! : `/${absolute[2]}`;
  }
  const mark = rest.indexOf('?');
  incoming.path = mark < 0 ? rest : rest.slice(0, mark);
  incoming.query = mark < 0 ? '' : rest.slice(mark);
}
