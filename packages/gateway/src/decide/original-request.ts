/** The two ways in which other proxies describe the request that they ask about. */
const families = {
  // Traefik, Caddy
  forwarded: {
    method: 'x-forwarded-method',
    uri: 'x-forwarded-uri',
    host: 'x-forwarded-host',
  },
  // nginx, which sends the caller's host as `Host`
  original: { method: 'x-original-method', uri: 'x-original-uri', host: null },
} as const;

const describing = new Set(Object.values(families).flatMap(({ method, uri }) => [method, uri]));
const read = new Set<string>([...describing, families.forwarded.host]);

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
 * on what callers wrote into the other: so exactly one family must be there, whole and once, or
 * a caller could have one request judged and another forwarded.
 */
export function readOriginal(rawHeaders: readonly string[]): Original {
  const found = new Map<string, string>();
  let clientAddress: string | undefined;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!.toLowerCase();
    if (name === 'x-forwarded-for') clientAddress = lastAddress(rawHeaders[index + 1]!);
    if (!read.has(name)) continue;
    if (found.has(name)) return refuse(`The header ${name} may be sent only once.`);
    found.set(name, rawHeaders[index + 1]!);
  }
  for (const { method, uri, host } of Object.values(families)) {
    const [givenMethod, target] = [found.get(method), found.get(uri)];
    if (givenMethod === undefined || target === undefined) continue;
    if ([...describing].filter((name) => found.has(name)).length > 2) break;
    if (!/^[A-Z]+$/.test(givenMethod)) return refuse(`${method} is not an HTTP method.`);
    const givenHost = host ? found.get(host) : undefined;
    return { ok: true, method: givenMethod, target, host: givenHost, clientAddress };
  }
  return refuse(
    'The proxy must set X-Forwarded-Method and X-Forwarded-Uri, or X-Original-Method and ' +
      'X-Original-URI, and must remove the other two.',
  );
}

/** Proxies append to what callers wrote. */
const lastAddress = (list: string): string => list.slice(list.lastIndexOf(',') + 1).trim();

const refuse = (reason: string): Original => ({ ok: false, reason });
