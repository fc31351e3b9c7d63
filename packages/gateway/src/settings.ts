import type { Metrics } from '@sallyport/base/metrics/metrics.ts';
import type { ServerCertificate } from '@sallyport/base/tls.ts';
import type { Route } from '@sallyport/protocol/route.ts';
import type { Logger } from 'pino';
import type { AccessLog } from './access-log.ts';
import type { Application } from './configuration.ts';
import type { ShareCounts } from './rate-limits/shared-counts.ts';

export type { Application } from './configuration.ts';

/** What parts of the gateway may do with the log. Tokens, cookies and secrets never go in. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

/** The only source of time in the gateway, in milliseconds. */
export interface Clock {
  /** Never runs backwards; may stand still while the machine sleeps. */
  monotonic(): number;
  /** Since the Unix epoch; an administrator may set it. */
  wall(): number;
}

/** A moment by both clocks. What must not outlive it has to hold by either. */
export interface Instant {
  monotonic: number;
  wall: number;
}

export const instant = (clock: Clock): Instant => ({
  monotonic: clock.monotonic(),
  wall: clock.wall(),
});

export interface Runtime {
  log: Log;
  accessLog: AccessLog;
  metrics: Metrics;
  clock: Clock;
  random(bytes: number): Buffer;
  /** Where several processes of one node are to count rate limits together. */
  shareCounts?: ShareCounts;
}

/** How browsers and clients reach the gateway, whether the gateway or a proxy ends TLS. */
export type Scheme = 'http' | 'https';

export interface Listener {
  host: string;
  port: number;
}

export interface ClientCredentials {
  id: string;
  secret: string;
}

export interface ProxySettings {
  /** Addresses and networks whose word about callers is believed. */
  networks: readonly string[];
  /** The header that they write. The other one may be a caller's. */
  header: 'x-forwarded-for' | 'forwarded';
  /** Whether their connections begin with a PROXY header. */
  protocol: boolean;
}

export interface GatewaySettings {
  /** What the issuer calls this gateway in its log and among its members. */
  name: string;
  /** What browsers and clients call the gateway, without a trailing slash. */
  url: string;
  listen: Listener;
  /** PEM. Without it the gateway speaks plain HTTP. */
  tls?: ServerCertificate;
  /** The issuer identifier, as browsers see it, without a trailing slash. */
  issuerUrl: string;
  /** Base URLs of the issuer nodes' internal listeners as this gateway reaches them, one at least. */
  issuerEndpoints: string[];
  /** What this gateway authenticates at `/internal/` as. */
  client: ClientCredentials;
  /** 32 bytes each, which every gateway of the installation shares. The first seals cookies, all open them. */
  cookieKeys: Buffer[];
  /** Where other proxies ask for decisions, and health is told. */
  decide: Listener;
  /** Where Envoy asks by gRPC. Without it, nowhere. */
  decideGrpc?: Listener;
  /** Whether proxies may keep decisions for a moment; changes then wait for its end. */
  decisionsAreKept?: boolean;
  applications: Application[];
  /** Beside those that the issuer tells: the console's, which leads to the issuer itself. */
  builtInRoutes?: Route[];
  /** One of `applications` that goes before a route for everything, `/*`: the console. */
  goesFirst?: Application;
  /** The proxies in front of it. Without them, callers connect by themselves. */
  proxies?: ProxySettings;
  limits?: Partial<Limits>;
}

/** Bounds of what one process takes on. Times in milliseconds. */
export interface Limits {
  /** Requests being served at a time; beyond it callers get 503. */
  inFlight: number;
  /** Sockets open towards callers. */
  connections: number;
  /** Requests that an upstream works on at a time; others wait. */
  connectionsPerUpstream: number;
  /** Event streams open from an upstream at a time, beside its requests; beyond it, 503. */
  streamsPerUpstream: number;
  /** Requests that wait for an upstream, and how long at most; beyond it, 503. */
  queuedPerUpstream: number;
  queueTimeout: number;
  /** Outside tokens whose inside JWTs are kept. */
  cachedTokens: number;
  /** Receipts of refused requests that are kept. 0 keeps none. */
  receipts: number;
  /** Outside tokens that wait to be asked about. */
  waitingTokens: number;
  /** Until the issuer has begun to answer, for most questions. */
  issuerTimeout: number;
  connectTimeout: number;
  /** From the request sent until the upstream's headers. */
  headersTimeout: number;
  /** Between two pieces of an upstream's body, event streams apart. */
  bodyTimeout: number;
  /** How long an event stream may be silent. */
  streamTimeout: number;
  /** How long a caller may send nothing of a body that is waited for; then 408. */
  uploadTimeout: number;
  /** How long a caller may take nothing of what is ready for it. */
  stallTimeout: number;
  /** How long `close` lets requests in flight go on. */
  drainTimeout: number;
}

export const defaultLimits: Limits = {
  inFlight: 10_000,
  connections: 20_000,
  connectionsPerUpstream: 256,
  streamsPerUpstream: 1_024,
  queuedPerUpstream: 1_024,
  queueTimeout: 5_000,
  cachedTokens: 50_000,
  receipts: 10_000,
  waitingTokens: 10_000,
  issuerTimeout: 5_000,
  connectTimeout: 5_000,
  headersTimeout: 60_000,
  bodyTimeout: 300_000,
  streamTimeout: 300_000,
  uploadTimeout: 60_000,
  stallTimeout: 30_000,
  drainTimeout: 10_000,
};
