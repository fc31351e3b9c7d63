import { defaultClockTolerance, type TokenRules } from '@sallyport/protocol/check-token.ts';
import type { Confirmation } from '@sallyport/protocol/confirmation.ts';
import {
  type Actor,
  type ClaimMap,
  type ForeignPrincipal,
  foreignName,
} from '@sallyport/protocol/foreign-principal.ts';
import type { AccessTokenClaims } from '@sallyport/protocol/principal.ts';
import { formatScope } from '@sallyport/protocol/scope.ts';
import { profileRules } from '@sallyport/protocol/token-profile.ts';
import type { ApiFacts } from '../swap/facts.ts';
import type { TrustedIssuer } from './trusted-issuers.store.ts';

/** What a token of this issuer has to be to count for the API: its `aud` is one that stands for it. */
export function rulesFor(trusted: TrustedIssuer, api: string): TokenRules {
  const { issuer, audiences, withoutAudience, profile } = trusted;
  return {
    issuer,
    audiences: Object.keys(audiences).filter((aud) => audiences[aud] === api),
    withoutAudience: withoutAudience === api,
    profile: profileRules[profile],
    clockTolerance: defaultClockTolerance,
  };
}

export const claimMapOf = ({ map }: TrustedIssuer): ClaimMap => ({
  sub: map.sub,
  roles: map.roles ? [map.roles] : [],
  ...(map.role_names && { roleNames: map.role_names }),
});

interface Issue {
  /** The issuer of the JWT: ourselves. */
  issuer: string;
  api: string;
  id: string;
  /** NumericDate. */
  issuedAt: number;
  expiresAt: number;
}

interface Foreign {
  /** Whose token it is. */
  issuer: string;
  principal: ForeignPrincipal;
  cnf: Confirmation | undefined;
  held: ApiFacts;
}

/**
 * The claims of the inside JWT for a token of another issuer. Null where it is confined to what is
 * not understood here, or to more than its roles give: what is confined is never passed on as what is
 * not.
 */
export function foreignClaims(foreign: Foreign, issue: Issue): AccessTokenClaims | null {
  const { issuer, principal, cnf, held } = foreign;
  const { kind, subject, confined, details, scope, actor } = principal;
  if (confined && (details.length === 0 || held.permissions.length === 0)) return null;
  const clientId = principal.clientId ?? (kind === 'client' ? subject : '');
  return {
    iss: issue.issuer,
    aud: issue.api,
    sub: foreignName(issuer, subject),
    sub_kind: kind,
    client_id: foreignName(issuer, clientId),
    jti: issue.id,
    iat: issue.issuedAt,
    exp: issue.expiresAt,
    ...(!confined && held.bearingRoles.length > 0 && { roles: held.bearingRoles }),
    permissions: confined ? [] : held.permissions,
    ...(scope.length > 0 && { scope: formatScope(scope) }),
    ...(confined && { authorization_details: details }),
    ...(cnf && { cnf }),
    ...(actor && { act: actorHere(actor, issuer) }),
  };
}

/** An actor is known by the word of this issuer, which may be wrong about what others call them. */
const actorHere = ({ iss, sub, act }: Actor, issuer: string): Actor => ({
  sub: foreignName(issuer, iss === undefined || iss === issuer ? sub : foreignName(iss, sub)),
  ...(act && { act: actorHere(act, issuer) }),
});
