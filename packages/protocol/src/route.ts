import type { AuthorizationDetail } from './authorization-details.ts';

export type Authentication = 'bearer' | 'cookie' | 'client_secret';

/** Which pages of other origins may call a route. */
export interface Cors {
  /** `https://shop.example`, `https://*.shop.example`, or `*`. */
  origins: string[];
  /** Those of the route when left out. */
  methods?: string[];
  /** Whatever a page asks for when left out. */
  headers?: string[];
  credentials?: boolean;
  /** Seconds that a browser may keep the answer to a preflight. */
  max_age?: number;
  /** Headers of answers that pages may read, beside those that tell of refusals. */
  expose?: string[];
}

/** One of several upstreams that do the same. */
export interface UpstreamTarget {
  url: string;
  /** Its share of the requests, beside those of the others; 1 when left out. */
  weight?: number;
}

export type UpstreamProtocol = 'http1' | 'http2';

/** How the targets of a route are asked whether they are well. Times in seconds. */
export interface HealthCheck {
  path: string;
  interval?: number;
  timeout?: number;
  /** 200 to 399 when left out. */
  healthy_status?: number[];
}

/** So many requests in so many seconds, of those that are counted together. */
export interface RateLimit {
  per: 'user' | 'client' | 'address' | 'route';
  limit: number;
  /** Seconds. */
  window: number;
}

/** One line of the gateway's routing table, as the configuration's `routes` declare it. */
export interface Route {
  /** `api.shop.example`, or `*.shop.example` for every name below; any host when left out. */
  host?: string;
  /** `/api/orders/*`, `/api/orders/{id}`: a literal, one segment by name, or the rest. */
  path: string;
  /** HTTP methods that it is for; every method when left out. */
  methods?: string[];
  /** The origin to forward to, and the path there below which the request's is put; or several. */
  upstream: string | UpstreamTarget[];
  /** `http1` when left out. */
  upstream_protocol?: UpstreamProtocol;
  /** What of the request's path the upstream does not get to see: `/api`, `/t/{tenant}`. */
  strip_prefix?: string;
  /** The audience of the JWT that the upstream receives. Left out at a public route. */
  api?: string;
  /**
   * How callers may authenticate; bearer and cookie when left out. `none` makes the route public:
   * nothing of a caller is looked at, and the upstream receives no JWT.
   */
  authenticate?: Authentication[] | 'none';
  /** `upstream` passes preflights on without credentials, and leaves all CORS headers to it. */
  cors?: Cors | 'upstream';
  /** Headers of callers that reach the upstream although the gateway removes them otherwise. */
  forward_headers?: string[];
  /** Without it, targets are judged by their answers alone. */
  health?: HealthCheck;
  /** Seconds, in place of what `gateway.limits` says. */
  limits?: {
    connect_timeout?: number;
    response_timeout?: number;
    body_timeout?: number;
    stream_timeout?: number;
    upload_timeout?: number;
  };
  /** Beyond any of them, 429. */
  rate_limits?: RateLimit[];
  require?: {
    /** `methods`, where a file without that key is still in force. */
    methods?: string[];
    permissions?: string[];
    scopes?: string[];
    roles?: string[];
    /** One of them, in the order of preference. */
    acr?: string[];
    /** Seconds since the person signed in, at most. */
    max_age?: number;
    /** Any, or that of this key, which may name a path parameter: `{tenant}`. */
    organization?: true | string;
    /** `identifier` may name a path parameter: `{id}`. */
    details?: AuthorizationDetail;
  };
}
