import type { Configuration } from '../config/schema.ts';
import { StartupError } from '../startup-error.ts';

type Route = Configuration['routes'][number];

/** Where the requests of a route go: one server, or several that do the same. */
export interface Upstream {
  name: string;
  tls: boolean;
  /** Spoken to in HTTP/2, by ALPN or by prior knowledge. */
  http2: boolean;
  /** One at least. */
  servers: Server[];
  /** `Host` of the first server: what services are told whose proxy knows no other at that moment. */
  host: string;
}

export interface Server {
  host: string;
  port: number;
  /** Its share of the requests, beside those of the others. */
  weight: number;
}

/** What becomes of the path: `prefix`, and behind it what `regex` finds last. */
export interface Rewrite {
  regex: string;
  prefix: string;
}

export interface Place {
  upstream: Upstream;
  rewrite: Rewrite | null;
}

/** What Caddy and Traefik call it; over TLS they agree on HTTP/2 by themselves. */
export const schemeOf = ({ tls, http2 }: Upstream): string =>
  tls ? 'https' : http2 ? 'h2c' : 'http';

/** @param known the upstreams of other routes, by what tells them apart */
export function placeOf(route: Route, known: Map<string, Upstream>): Place {
  const http2 = route.upstream_protocol === 'http2';
  const targets = typeof route.upstream === 'string' ? [{ url: route.upstream }] : route.upstream;
  const places = targets.map(({ url, weight = 1 }) => ({ ...parse(url), weight }));
  const [first] = places as [(typeof places)[number]];
  if (!places.every((one) => one.path === first.path && one.tls === first.tls)) {
    throw refuse(route, 'whose urls differ in their path or in http and https');
  }
  if (first.tls && !places.every(({ host }) => host === first.host)) {
    throw refuse(route, 'of different names over https, each with a certificate of its own');
  }
  const key = JSON.stringify([
    http2,
    ...places.map(({ tls, host, port, weight }) => [tls, host, port, weight]),
  ]);
  const upstream = known.get(key) ?? {
    name: `sallyport_upstream_${known.size + 1}`,
    tls: first.tls,
    http2,
    servers: places.map(({ host, port, weight }) => ({ host, port, weight })),
    host: first.port === (first.tls ? 443 : 80) ? first.host : `${first.host}:${first.port}`,
  };
  known.set(key, upstream);
  return { upstream, rewrite: rewriteOf(first.path, route.strip_prefix) };
}

function parse(url: string) {
  const { protocol, hostname, port, pathname } = new URL(url);
  const tls = protocol === 'https:';
  const path = pathname.replace(/\/$/, '');
  return { tls, host: hostname, port: Number(port || (tls ? 443 : 80)), path };
}

const refuse = ({ path }: Route, which: string): StartupError =>
  new StartupError(
    `The route ${path} has several upstreams ${which}, which proxy-config does not write. Let the proxy send this path to the gateway, or give the route upstreams that differ in host and port alone.`,
  );

/** Not a byte of what remains is changed; where nothing remains at all, it is `/`. */
function rewriteOf(path: string, stripPrefix = ''): Rewrite | null {
  const stripped = stripPrefix.split('/').filter(Boolean).length;
  if (path === '' && stripped === 0) return null;
  const taken = `^(?:/[^/?]*){${stripped}}`;
  return path === ''
    ? { regex: `${taken}/?(.*)$`, prefix: '/' }
    : { regex: `${taken}(.*)$`, prefix: path };
}
