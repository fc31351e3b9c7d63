import type { Claims } from './claim-path.ts';
import { mediaType, type ProfileRules, rfc9068 } from './token-type.ts';
import { clientIdOf } from './usual-claims.ts';

/**
 * How to recognise, among the JWTs of an issuer, those that are accepted.
 *
 * - `rfc9068`: their header says `typ: at+jwt`.
 * - `any-jwt`: the issuer does not mark its access tokens. JWTs that are marked as something else, or
 *   that look like ID tokens, are refused.
 * - `id-token`: services are called with ID tokens, as Google's are.
 */
export type TokenProfile = 'rfc9068' | 'any-jwt' | 'id-token';

/**
 * An issuer signs its ID tokens, logout tokens and security events with the same keys, and they must
 * not pass for access tokens (RFC 8725, sections 3.11 and 3.12).
 */
export const profileRules: Readonly<Record<TokenProfile, ProfileRules>> = {
  rfc9068,
  'any-jwt': {
    isOfKind: (typ, claims) =>
      mediaType(typ) === 'at+jwt' || (isPlain(typ, claims) && isAccessToken(claims)),
    required: ['iss', 'exp'],
  },
  'id-token': {
    isOfKind: (typ, claims) => isPlain(typ, claims) && isIdToken(claims),
    required: ['iss', 'exp', 'sub'],
  },
};

const isPlain = (typ: unknown, { events }: Claims): boolean =>
  mediaType(typ) === 'jwt' && events === undefined;

/** `typ` among the claims at Keycloak and ForgeRock, `token_use` at Cognito. */
const statedKind = ({ typ, token_use }: Claims): unknown => typ ?? token_use;

const accessTokenKinds = ['bearer', 'dpop', 'access', 'access_token', 'at+jwt', 'jwt'];

function isAccessToken(claims: Claims): boolean {
  const kind = statedKind(claims);
  // Keycloak before version 25 copies `nonce` into its access tokens; `typ` decides there.
  if (kind !== undefined)
    return typeof kind === 'string' && accessTokenKinds.includes(kind.toLowerCase());
  if (marksOfIdTokens.some((name) => claims[name] !== undefined)) return false;
  return !namesClients(claims) || clientIdOf(claims) !== undefined;
}

/** OpenID Connect Core, sections 2 and 3.3.2.11, and FAPI 1.0 Part 2, section 5.1.1 for `s_hash`. */
const marksOfIdTokens = ['nonce', 'at_hash', 'c_hash', 's_hash'];

/**
 * Entra ID, AD FS and Okta name the client in every access token and in no ID token. That tells
 * them apart where an API and its own page share one registration, and so one `aud`.
 */
const namesClients = ({ ver, tid }: Claims): boolean =>
  ver === 1 || ((ver === '1.0' || ver === '2.0') && typeof tid === 'string');

function isIdToken(claims: Claims): boolean {
  const kind = statedKind(claims);
  return kind === undefined || (typeof kind === 'string' && kind.toLowerCase() === 'id');
}
