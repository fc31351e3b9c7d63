/** The ways in which other proxies describe the request that they ask about. */
const families = [
  // Traefik, Caddy, our HAProxy script
  { method: 'x-forwarded-method', uri: 'x-forwarded-uri', host: 'x-forwarded-host' },
  // nginx, which sends the caller's host as `Host`
  { method: 'x-original-method', uri: 'x-original-uri', host: null },
  // ingress-nginx, whose URI is a whole URL, and whose `Host` is our own
  { method: 'x-original-method', uri: 'x-original-url', host: null },
] as const;

const describing = new Set<string>(families.flatMap(({ method, uri }) => [method, uri]));
const read = new Set<string>([...describing, 'x-forwarded-host']);

/** Under this path the request that is asked about is the question itself, as Envoy puts it. */
export const envoyPrefix = '/ext_authz';

export type Original =
  | {
      ok: true;
      method: string;
      target: string;
      host: string | undefined;
      clientAddress: string | undefined;
    }
  | { ok: false; reason: string };

/**
 * The request that a proxy asks about. Proxies overwrite the headers of their own family and pass
 * on what callers wrote into the others: so exactly one family must be there, whole and once, or
 * a caller could have one request judged and another forwarded.
 */
export function readOriginal(rawHeaders: readonly string[]): Original {
  const found = new Map<string, string>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!.toLowerCase();
    if (!read.has(name)) continue;
    if (found.has(name)) return refuse(`The header ${name} may be sent only once.`);
    found.set(name, rawHeaders[index + 1]!);
  }
  const family = families.find(({ method, uri }) => found.has(method) && found.has(uri));
  if (!family || [...describing].filter((name) => found.has(name)).length > 2) {
    return refuse(
      'The proxy must set X-Forwarded-Method and X-Forwarded-Uri, or X-Original-Method and ' +
        'X-Original-URI (or X-Original-URL), and must remove the others.',
    );
  }
  const method = found.get(family.method)!;
  if (!isMethod(method)) return refuse(`${family.method} is not an HTTP method.`);
  const clientAddress = nearestAddress(rawHeaders);
  const target = found.get(family.uri)!;
  if (family.uri !== 'x-original-url') {
    const host = family.host ? found.get(family.host) : undefined;
    return { ok: true, method, target, host, clientAddress };
  }
  const [, host, path] = /^https?:\/\/([^/?#]+)(.*)$/i.exec(target) ?? [];
  if (host === undefined) return refuse('x-original-url is not an absolute URL.');
  return { ok: true, method, target: path || '/', host, clientAddress };
}

/** Envoy asks with the method, the path and the host of the request itself, under a prefix. */
export const readEnvoyOriginal = (
  method: string,
  url: string,
  rawHeaders: readonly string[],
): Original => ({
  ok: true,
  method,
  target: url.slice(envoyPrefix.length) || '/',
  host: undefined,
  clientAddress: nearestAddress(rawHeaders),
});

export const isMethod = (text: string): boolean => /^[A-Z]+$/.test(text);

/** Proxies append to what callers wrote. */
function nearestAddress(rawHeaders: readonly string[]): string | undefined {
  let list: string | undefined;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]!.toLowerCase() === 'x-forwarded-for') list = rawHeaders[index + 1]!;
  }
  return list?.slice(list.lastIndexOf(',') + 1).trim();
}

const refuse = (reason: string): Original => ({ ok: false, reason });
