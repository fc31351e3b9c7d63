/** Bounds of a listener. Times in milliseconds, sizes in bytes. */
export interface ListenerLimits {
  /** Connections open at a time. Beyond it, the one that has waited longest gives way. */
  connections: number;
  /** The same for one network: an IPv4 address, or the /64 of an IPv6 address. */
  connectionsPerNetwork: number;
  /** From the connection, or the first byte of a later request, until its head is complete. */
  headersTimeout: number;
  /** Request line and headers. Beyond it: 431. */
  headerBytes: number;
  /** Headers of a request that are read. */
  headerCount: number;
  /** Path and query. Beyond it: 414. */
  targetBytes: number;
  /** From the head until the body is complete. Beyond it: 408. */
  bodyTimeout: number;
  /** Between two pieces of a body. Beyond it: 408. */
  bodySilence: number;
  /** Beyond it: 413. */
  bodyBytes: number;
  /** How often Node looks for heads that are too late. */
  checkInterval: number;
  /** Without a request on a connection: longer than proxies wait, so that they close first. */
  keepAliveTimeout: number;
  /** Without a byte in either direction. */
  idleTimeout: number;
  /** Requests, complete ones, that are worked on at a time. Beyond it: 503. */
  requests: number;
  /** The same for one network, our gateways aside. */
  requestsPerNetwork: number;
  /** Until the answer: longer than any statement and any barrier may take. Beyond it: 503. */
  requestTimeout: number;
}

/** The listener for browsers, applications and services. */
const publicLimits: ListenerLimits = {
  connections: 10_000,
  connectionsPerNetwork: 1_000,
  headersTimeout: 10_000,
  headerBytes: 32 * 1024,
  headerCount: 100,
  targetBytes: 16 * 1024,
  bodyTimeout: 10_000,
  bodySilence: 3_000,
  bodyBytes: 64 * 1024,
  checkInterval: 1_000,
  keepAliveTimeout: 75_000,
  idleTimeout: 60_000,
  requests: 4_000,
  requestsPerNetwork: 1_000,
  requestTimeout: 20_000,
};

/** The listener for gateways. */
const internalLimits: ListenerLimits = {
  ...publicLimits,
  // More than a full batch of tokens of the largest size.
  bodyBytes: 4 * 1024 * 1024,
};

/** Who a listener is for. */
export type Surface = 'public' | 'internal';

/** The bounds of a listener, with what the settings say otherwise. */
export const boundsOf = (
  surface: Surface,
  { limits }: { limits?: Partial<Record<Surface, Partial<ListenerLimits>>> },
): ListenerLimits => ({
  ...(surface === 'public' ? publicLimits : internalLimits),
  ...limits?.[surface],
});

/** How often something may happen in a window of so many seconds. */
export interface RateLimit {
  times: number;
  windowSeconds: number;
}

/** Beside those of the listeners, counted by each node for itself. */
export const rateLimits = {
  /** Wrong secrets of one client from one network. The right one from elsewhere goes on working. */
  wrongSecrets: { times: 20, windowSeconds: 60 },
  /** Sign-ins begun from one network: each is a row that needs no credential. */
  signInsBegun: { times: 600, windowSeconds: 60 },
  /** Calls of the admin API by one caller: enough for a script, and not for a loop that runs away. */
  administration: { times: 6_000, windowSeconds: 60 },
  /** Explanations for one caller, each of which is a transaction of many statements. */
  explanations: { times: 120, windowSeconds: 60 },
  /** Events of the audit log about calls of the admin API by one caller that were refused. */
  refusedCalls: { times: 10, windowSeconds: 3_600 },
  /** Not a limit: pages with a proof of work that a network was shown, which makes the next one dearer. */
  challenges: { times: Number.POSITIVE_INFINITY, windowSeconds: 600 },
} as const satisfies Record<string, RateLimit>;

/** `GET /health/ready` asks the database, once for all who ask meanwhile. Beyond it: 503. */
export const readinessTimeout = 2_000;
