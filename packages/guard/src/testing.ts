import type { AuthorizationDetail } from '@sallyport/protocol/authorization-details.ts';
import type { PrincipalKind } from '@sallyport/protocol/principal.ts';
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
} from 'jose';
import { systemNow } from './clock.ts';
import type { VerifierOptions } from './verify.ts';

/** For which service it makes tokens. */
export interface TestIssuerOptions {
  /** The service's own audience, as its guard has it. */
  audience: string;
  /** `https://issuer.test` by default. Nothing is ever asked there. */
  issuer?: string;
  /** The time in milliseconds since 1970; the machine's by default. */
  now?: () => number;
}

/** What a token says. All of it may be left out: it is then a user's, with no permission. */
export interface TestToken {
  /** `user-1` by default. */
  subject?: string;
  /** `user` by default. */
  kind?: PrincipalKind;
  clientId?: string;
  roles?: readonly string[];
  permissions?: readonly string[];
  scope?: readonly string[];
  /** Confines the token to these resources. */
  authorizationDetails?: readonly AuthorizationDetail[];
  /** The organization that it is for. */
  organization?: { id: string; key: string };
  /** Another API's, for a token that the service has to refuse. */
  audience?: string;
  /** Seconds; 60 by default. With a negative number the token has expired. */
  expiresIn?: number;
  /** More claims, or others than above; undefined leaves a claim out. */
  claims?: Record<string, unknown>;
  /** Other parameters of the header, such as `typ`. */
  header?: Partial<JWTHeaderParameters>;
}

/** An issuer that is keys alone. */
export interface TestIssuer {
  /** What to give to the guard of the service under test. The keys are inside `jwksUri`. */
  options: Pick<VerifierOptions, 'issuer' | 'audience'> & { jwksUri: string };
  /** A signed token. The token of another test issuer has a key that this service does not know. */
  token(token?: TestToken): Promise<string>;
}

/**
 * An issuer for the tests of a service: its tokens are signed, and the service's own guard verifies
 * them as it verifies those of the real one, without a network.
 *
 * ```ts
 * const issuer = await createTestIssuer({ audience: 'https://orders.example' });
 * const app = createApp(issuer.options);
 * const token = await issuer.token({ permissions: ['orders:read'] });
 * ```
 */
export async function createTestIssuer(options: TestIssuerOptions): Promise<TestIssuer> {
  const { audience, issuer = 'https://issuer.test', now = systemNow } = options;
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jwk = await exportJWK(publicKey);
  const key = { ...jwk, alg: 'ES256', kid: await calculateJwkThumbprint(jwk) };
  const keys = encodeURIComponent(JSON.stringify({ keys: [key] }));
  let issued = 0;
  return {
    options: { issuer, audience, jwksUri: `data:application/json,${keys}` },
    token: (token = {}) =>
      new SignJWT(
        claimsOf(token, { issuer, audience, now: Math.floor(now() / 1000), issued: ++issued }),
      )
        .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'at+jwt', ...token.header })
        .sign(privateKey),
  };
}

interface Defaults {
  issuer: string;
  audience: string;
  /** NumericDate. */
  now: number;
  /** How many tokens there are with this one. */
  issued: number;
}

function claimsOf(token: TestToken, { issuer, audience, now, issued }: Defaults): JWTPayload {
  const { subject = 'user-1', kind = 'user', expiresIn = 60 } = token;
  return {
    iss: issuer,
    aud: token.audience ?? audience,
    sub: subject,
    sub_kind: kind,
    client_id: token.clientId ?? (kind === 'client' ? subject : 'test-client'),
    jti: `test-${issued}`,
    // A token that has expired was issued before.
    iat: now + Math.min(0, expiresIn - 60),
    exp: now + expiresIn,
    roles: token.roles ?? [],
    permissions: token.permissions ?? [],
    ...(token.scope && { scope: token.scope.join(' ') }),
    ...(token.authorizationDetails && { authorization_details: token.authorizationDetails }),
    ...(token.organization && {
      org_id: token.organization.id,
      org_key: token.organization.key,
    }),
    ...token.claims,
  };
}
