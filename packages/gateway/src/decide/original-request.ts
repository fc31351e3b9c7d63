/** The two ways in which other proxies describe the request that they ask about. */
const families = {
  // Traefik, Caddy
  forwarded: { method: 'x-forwarded-method', uri: 'x-forwarded-uri' },
  // nginx
  original: { method: 'x-original-method', uri: 'x-original-uri' },
} as const;

const describing = new Set<string>(Object.values(families).flatMap(Object.values));

export type Original =
  | { ok: true; method: string; target: string; host: string | undefined }
  | { ok: false; reason: string };

/**
 * The request that a proxy asks about. Proxies overwrite the headers of their own family and pass
 * on what callers wrote into the other: so exactly one family must be there, whole and once, or
 * a caller could have one request judged and another forwarded.
 */
export function readOriginal(rawHeaders: readonly string[]): Original {
  const found = new Map<string, string>();
  let host: string | undefined;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!.toLowerCase();
    if (name === 'x-forwarded-host') host = rawHeaders[index + 1];
    if (!describing.has(name)) continue;
    if (found.has(name)) return refuse(`The header ${name} came twice.`);
    found.set(name, rawHeaders[index + 1]!);
  }
  for (const { method, uri } of Object.values(families)) {
    const [givenMethod, target] = [found.get(method), found.get(uri)];
    if (givenMethod === undefined || target === undefined) continue;
    if (found.size > 2) break;
    if (!/^[A-Z]+$/.test(givenMethod)) return refuse(`${method} is not an HTTP method.`);
    return { ok: true, method: givenMethod, target, host };
  }
  return refuse(
    'The proxy must set X-Forwarded-Method and X-Forwarded-Uri, or X-Original-Method and ' +
      'X-Original-URI, and must remove the other two.',
  );
}

const refuse = (reason: string): Original => ({ ok: false, reason });
