import type { Cors } from '@sallyport/protocol/route.ts';
import type { Incoming } from '../http/incoming.ts';

/** Which pages of other origins may call a route, and what they may do (WHATWG Fetch, section 3.3). */
export interface CompiledCors extends Cors {
  readonly anyOrigin: boolean;
  readonly exact: ReadonlySet<string>;
  /** `https://*.shop.example` as scheme and ending: `https://`, `.shop.example`. */
  readonly below: readonly (readonly [scheme: string, ending: string])[];
  readonly exposed: string;
}

/** Pages can read of a refusal what to do about it. */
const alwaysExposed = [
  'WWW-Authenticate',
  'Retry-After',
  'RateLimit',
  'RateLimit-Policy',
  'X-Request-Id',
];

const defaultMaxAge = 600;

export function compileCors(cors: Cors): CompiledCors {
  const wildcards = cors.origins.filter((origin) => origin.includes('//*.'));
  return {
    ...cors,
    anyOrigin: cors.origins.includes('*'),
    exact: new Set(cors.origins),
    below: wildcards.map((origin) => origin.split('*') as [string, string]),
    exposed: [...alwaysExposed, ...(cors.expose ?? [])].join(', '),
  };
}

export function allowsOrigin({ anyOrigin, exact, below }: CompiledCors, origin: string): boolean {
  if (anyOrigin || exact.has(origin)) return true;
  return below.some(
    ([scheme, ending]) =>
      origin.startsWith(scheme) &&
      origin.endsWith(ending) &&
      origin.length > scheme.length + ending.length,
  );
}

/**
 * What lets a page read an answer, be it the upstream's or a refusal: name and value in turn. The
 * answer differs by origin, and a cache is told so even where this origin gets nothing.
 */
export function corsHeaders(cors: CompiledCors, origin: string | undefined): string[] {
  if (cors.anyOrigin) {
    return [...allowOrigin, '*', 'Access-Control-Expose-Headers', cors.exposed];
  }
  const vary = ['Vary', 'Origin'];
  if (origin === undefined || !allowsOrigin(cors, origin)) return vary;
  const headers = [...vary, ...allowOrigin, origin];
  if (cors.credentials) headers.push('Access-Control-Allow-Credentials', 'true');
  headers.push('Access-Control-Expose-Headers', cors.exposed);
  return headers;
}

const allowOrigin = ['Access-Control-Allow-Origin'];

/** The answer to a preflight from an origin that is allowed. */
export function preflightHeaders(
  cors: CompiledCors,
  methods: ReadonlySet<string> | null,
  { origin, requestedMethod = '', requestedHeaders }: Incoming,
): string[] {
  const allowed = cors.methods ?? (methods ? [...methods] : [requestedMethod]);
  const headers = corsHeaders(cors, origin);
  headers.push('Vary', 'Access-Control-Request-Method, Access-Control-Request-Headers');
  headers.push('Access-Control-Allow-Methods', allowed.join(', '));
  const names = cors.headers?.join(', ') ?? requestedHeaders;
  if (names) headers.push('Access-Control-Allow-Headers', names);
  headers.push('Access-Control-Max-Age', String(cors.max_age ?? defaultMaxAge));
  return headers;
}
