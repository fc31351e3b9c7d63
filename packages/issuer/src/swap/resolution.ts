import type { AuthorizationDetail } from '@sallyport/protocol/authorization-details.ts';
import type { CacheTag, SwapPrincipal } from '@sallyport/protocol/internal.ts';
import type { AccessTokenClaims } from '@sallyport/protocol/principal.ts';
import { formatScope } from '@sallyport/protocol/scope.ts';
import { numericDate } from '../runtime/clock.ts';
import type { SealedFacts } from '../tokens/sealed-token.ts';
import type { Facts } from './facts.store.ts';

/** What an outside token amounts to at one API, or why it amounts to nothing. */
export type Resolution =
  | {
      ok: true;
      principal: SwapPrincipal;
      token: SealedFacts;
      facts: Facts;
      /** What this depends on: a change to any of them may make it false. */
      tags: CacheTag[];
    }
  | { ok: false; error: 'invalid_token' | 'insufficient_scope'; reason: string };

/** Not good any more: another token, or a new sign-in, may be. */
const dead = (reason: string): Resolution => ({ ok: false, error: 'invalid_token', reason });

/** Good, and not for this: no other token of the same grant would be. */
const notFor = (reason: string): Resolution => ({ ok: false, error: 'insufficient_scope', reason });

/** Expired, or one of the rows behind it is gone: a token is only as alive as what it stands for. */
export function resolve(
  token: SealedFacts,
  audience: string | null,
  facts: Facts,
  now: Date,
): Resolution {
  if (token.expiresAt <= numericDate(now)) return dead('The access token has expired.');
  if (facts.revoked || !facts.clientLives) return dead('The access token has been revoked.');
  if (audience !== null && !token.audiences.includes(audience)) {
    return notFor('The access token was not issued for this API.');
  }
  if (token.kind === 'user' && !facts.user) return dead('The access token has been revoked.');
  if (token.kind === 'link' && !facts.link) return dead('The access token has been revoked.');
  if (audience !== null && !facts.api) return notFor('This client may no longer call this API.');
  const held = holdings(facts);
  if (!held) return dead('The access that this link gave has been withdrawn.');
  return {
    ok: true,
    token,
    facts,
    principal: {
      kind: token.kind,
      sub: subjectOf(token, facts),
      client_id: token.client,
      scope: token.scope.filter((value) => facts.clientScopes.includes(value)),
      permissions: held.permissions,
      authorization_details: held.details,
    },
    tags: cacheTagsOf(token, facts),
  };
}

interface Holdings {
  permissions: string[];
  details: AuthorizationDetail[];
}

/**
 * A link hands on what its client may do, and never more: a permission that the client loses is
 * lost to its links. Null when that leaves nothing, or makes less than what was promised of the
 * resources that a link is confined to: never a token that is confined to nothing.
 */
function holdings({ link, api, permissions }: Facts): Holdings | null {
  if (!link || !api) return { permissions, details: [] };
  const kept = link.permissions.filter((permission) => permissions.includes(permission));
  if (link.details.length === 0) return kept.length > 0 ? { permissions: kept, details: [] } : null;
  return kept.length === link.permissions.length
    ? { permissions: [], details: link.details }
    : null;
}

function subjectOf(token: SealedFacts, { user, link }: Facts): string {
  if (user) return user.id;
  // Never a value that the client chose for the link: it could be the id of another user.
  if (link) return `link:${token.source}`;
  return token.client;
}

function cacheTagsOf(token: SealedFacts, facts: Facts): CacheTag[] {
  const tags: CacheTag[] = [`token:${token.id}`, `client:${token.client}`];
  if (facts.api) tags.push(`api:${facts.api.id}`);
  if (facts.user) tags.push(`user:${facts.user.id}`, `grant:${token.source}`);
  if (facts.user?.session) tags.push(`session:${facts.user.session}`);
  if (facts.link) tags.push(`link:${token.source}`);
  for (const role of facts.roles) tags.push(`role:${role}`);
  for (const group of facts.groups) tags.push(`group:${group}`);
  return tags;
}

type Resolved = Extract<Resolution, { ok: true }>;

export interface Issue {
  issuer: string;
  /** Of the JWT itself: each has one of its own (RFC 7519, section 4.1.7). */
  id: string;
  now: Date;
  /** Seconds. */
  lifetime: number;
}

/** The claims of the inside JWT: what this one API may know, and nothing else. */
export function insideClaims(
  { principal, token, facts }: Resolved,
  { issuer, id, now, lifetime }: Issue,
): AccessTokenClaims {
  const { user, api } = facts;
  const issuedAt = numericDate(now);
  const expiresAt = Math.min(issuedAt + lifetime, token.expiresAt);
  const claims: AccessTokenClaims = {
    iss: issuer,
    aud: api!.id,
    sub: principal.sub,
    sub_kind: principal.kind,
    client_id: token.client,
    jti: id,
    iat: issuedAt,
    exp: facts.validUntil
      ? Math.min(expiresAt, numericDate(new Date(facts.validUntil)))
      : expiresAt,
    roles: facts.link ? [] : facts.bearingRoles,
    permissions: principal.permissions,
  };
  if (principal.scope.length > 0) claims.scope = formatScope(principal.scope);
  if (facts.link?.subject != null) claims.link_subject = facts.link.subject;
  if (principal.authorization_details.length > 0) {
    claims.authorization_details = principal.authorization_details;
  }
  if (user) {
    claims.auth_time = numericDate(new Date(user.authTime));
    if (api!.claims.includes('name')) claims.name = user.name;
    if (api!.claims.includes('email')) {
      claims.email = user.email;
      claims.email_verified = user.emailVerified;
    }
  }
  return claims;
}
