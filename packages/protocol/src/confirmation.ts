import { type Claims, isRecord } from './claim-path.ts';

/** The key that a token is bound to (RFC 7800): of DPoP (RFC 9449) or a certificate (RFC 8705). */
export interface Confirmation {
  jkt?: string;
  'x5t#S256'?: string;
}

/** base64url of a SHA-256. */
const thumbprint = /^[A-Za-z0-9_-]{43}$/;
const methods: readonly string[] = ['jkt', 'x5t#S256'];

/**
 * The `cnf` of a token; undefined when it has none and is a bearer token. Null when it is bound in a
 * way that we do not know: such a token is refused, because without its binding it would be a bearer
 * token.
 */
export function confirmationOf({ cnf }: Claims): Confirmation | null | undefined {
  if (cnf === undefined) return undefined;
  if (!isRecord(cnf)) return null;
  const members = Object.entries(cnf);
  const isKnown = ([method, value]: [string, unknown]): boolean =>
    methods.includes(method) && typeof value === 'string' && thumbprint.test(value);
  return members.length > 0 && members.every(isKnown) ? cnf : null;
}
