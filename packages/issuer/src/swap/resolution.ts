import { coversAssigned } from '@sallyport/protocol/access.ts';
import { type Acr, reaches } from '@sallyport/protocol/acr.ts';
import type { AuthorizationDetail } from '@sallyport/protocol/authorization-details.ts';
import type { Actor } from '@sallyport/protocol/foreign-principal.ts';
import type { CacheTag, SwapPrincipal } from '@sallyport/protocol/internal.ts';
import type { AccessTokenClaims, TokenOrigin } from '@sallyport/protocol/principal.ts';
import { formatScope } from '@sallyport/protocol/scope.ts';
import { numericDate } from '../runtime/clock.ts';
import type { SealedFacts } from '../tokens/sealed-token.ts';
import { type AssignedDetails, assignedDetails, noDetails } from './assigned-details.ts';
import type { ActorFacts, ApiFacts, Facts, Holder, LinkFacts, UserFacts } from './facts.ts';

/** What an outside token amounts to. */
export interface Resolved<Api extends ApiFacts | null> {
  ok: true;
  token: SealedFacts;
  principal: SwapPrincipal;
  holder: Holder;
  /** Null where only the token itself was asked about. */
  api: Api;
  /** When a role on a single resource ends first; null for never. */
  assignedUntil: Date | null;
  /** The administrator who acts as the person; null where it is the person themselves. */
  actor: ActorFacts | null;
  /** What this depends on: a change to any of them may make it false. */
  tags: CacheTag[];
}

/** Why it amounts to nothing. */
export interface Refused {
  ok: false;
  error: 'invalid_token' | 'insufficient_scope' | 'insufficient_user_authentication';
  reason: string;
  /** Where it is the sign-in that is not enough: what to ask for. */
  acr?: Acr;
  /** Which token it is about, where it is one of ours. */
  token?: SealedFacts;
}

export type Resolution<Api extends ApiFacts | null> = Resolved<Api> | Refused;

/** Not good any more: another token, or a new sign-in, may be. */
const dead = (reason: string): Refused => ({ ok: false, error: 'invalid_token', reason });
const revoked = () => dead('The access token has been revoked.');

/** Good, and not for this: no other token of the same grant would be. */
const notFor = (reason: string): Refused => ({ ok: false, error: 'insufficient_scope', reason });

/** RFC 9470, section 3: a sign-in that proves more would do. */
export const tooWeak = (acr: Acr): Refused => ({
  ok: false,
  error: 'insufficient_user_authentication',
  reason: `This API needs a sign-in with acr ${acr}.`,
  acr,
});

/** For the issuer's own endpoints: whether the token lives. What it allows at an API is not asked. */
export function resolveItself(token: SealedFacts, facts: Facts, now: Date): Resolution<null> {
  const { client, holder } = facts;
  if (isExpired(token, now)) return expired();
  if (facts.revoked || !client || !holder) return revoked();
  const gone = withoutOrganization(token, facts) ?? withoutActor(token, facts);
  if (gone) return gone;
  const nothing = { permissions: [], details: [] };
  return resolved({ token, holder, api: null, facts }, client.scopes, nothing);
}

/** Expired, or one of the rows behind it is gone: a token is only as alive as what it stands for. */
export function resolveAt(
  audience: string,
  token: SealedFacts,
  facts: Facts,
  now: Date,
): Resolution<ApiFacts> {
  const { client, holder, api } = facts;
  if (isExpired(token, now)) return expired();
  if (facts.revoked || !client) return revoked();
  if (!token.audiences.includes(audience)) {
    return notFor('The access token was not issued for this API.');
  }
  if (!holder) return revoked();
  if (!api) return notFor('This client may no longer call this API.');
  const gone = withoutOrganization(token, facts) ?? withoutActor(token, facts);
  if (gone) return gone;
  if (holder.kind === 'user' && !reaches(holder.acr, api.acr)) return tooWeak(api.acr);
  const about = { token, holder, api, facts };
  if (holder.kind === 'link') {
    const held = handedOn(holder, api);
    if (!held) return dead('What this link was for has been taken away.');
    return resolved(about, client.scopes, held);
  }
  const assigned = assignedDetails(facts.resources, api);
  if (!token.details) {
    const held = { permissions: api.permissions, details: [], assigned };
    return resolved(about, client.scopes, held);
  }
  const details = stillAllowed(token.details, api, client.detailTypes, assigned);
  if (details.length === 0) {
    return notFor('Nothing of what the access token is confined to is allowed at this API.');
  }
  return resolved(about, client.scopes, { permissions: [], details });
}

/**
 * A token for an organization is for it and for nothing else: it does not become one without. Null where it
 * is for none, or for one that it may be for.
 */
export function withoutOrganization(
  token: Pick<SealedFacts, 'organization'>,
  { client, holder }: Pick<Facts, 'client' | 'holder'>,
): Refused | null {
  if (token.organization === undefined) return null;
  if (!client?.scopes.includes('organization')) {
    return dead('This client may not act for an organization any more.');
  }
  if (holder?.kind === 'user' && holder.organization) return null;
  return dead(
    'The organization of this access token is disabled, or its person is no member of it any more.',
  );
}

/** What an administrator began as another person ends with what lets them: it does not become the person's own. */
const withoutActor = (
  { impersonation }: Pick<SealedFacts, 'impersonation'>,
  { actor }: Pick<Facts, 'actor'>,
): Refused | null =>
  impersonation === undefined || actor
    ? null
    : dead('The administrator of this access token may not act as this person any more.');

const isExpired = (token: SealedFacts, now: Date) => token.expiresAt <= numericDate(now);
const expired = () => dead('The access token has expired.');

interface Holdings {
  permissions: string[];
  /** What the token is confined to. */
  details: AuthorizationDetail[];
  /** What roles on single resources allow beside the permissions: never with a token that is confined. */
  assigned?: AssignedDetails;
}

/**
 * A link hands on what its client may do, and never more: a permission that the client loses is
 * lost to its links. Null when that leaves nothing, or makes less than what was promised of the
 * resources that a link is confined to: never a token that is confined to nothing.
 */
function handedOn(link: LinkFacts, { permissions }: ApiFacts): Holdings | null {
  const kept = link.permissions.filter((permission) => permissions.includes(permission));
  if (link.details.length === 0) return kept.length > 0 ? { permissions: kept, details: [] } : null;
  return kept.length === link.permissions.length
    ? { permissions: [], details: link.details }
    : null;
}

/**
 * Of what a token is confined to: what is of this API, and what the person may do there themselves, now,
 * with everything or with this resource. Agreeing to it gives no permission.
 */
const stillAllowed = (
  details: readonly AuthorizationDetail[],
  { detailTypes, permissions }: ApiFacts,
  typesOfClient: readonly string[],
  assigned: AssignedDetails,
): AuthorizationDetail[] =>
  details.flatMap((detail) => {
    if (!typesOfClient.includes(detail.type)) return [];
    const declared = detailTypes.find(({ type }) => type === detail.type)?.actions ?? [];
    const actions = detail.actions.filter(
      (action) =>
        declared.some(
          ({ name, permission }) => name === action && permissions.includes(permission),
        ) || coversAssigned(heldBy(assigned), { ...detail, actions: [action] }),
    );
    return actions.length === 0 ? [] : [{ ...detail, actions }];
  });

interface About<Api extends ApiFacts | null> {
  token: SealedFacts;
  holder: Holder;
  api: Api;
  facts: Facts;
}

function resolved<Api extends ApiFacts | null>(
  { token, holder, api, facts: { resources, actor } }: About<Api>,
  scopes: readonly string[],
  { permissions, details, assigned = noDetails }: Holdings,
): Resolved<Api> {
  const principal: SwapPrincipal = {
    kind: holder.kind,
    // Never the name that the maker of a link gave: it could be another user's.
    sub: holder.kind === 'link' ? `link:${holder.id}` : holder.id,
    client_id: token.client,
    scope: token.scope.filter((value) => scopes.includes(value)),
    permissions,
    authorization_details: details,
    ...heldBy(assigned),
    ...(!assigned.complete && { more_assigned_details: true }),
    ...(holder.kind === 'user' && organizationOf(holder)),
    ...(actor && { act: actedBy(actor.id) }),
    // Who decides by roles would take a confined token for a whole one.
    roles: isConfined(holder, details) ? [] : (api?.bearingRoles ?? []),
    ...(holder.kind === 'user' && { auth_time: numericDate(holder.authTime), acr: holder.acr }),
  };
  const tags = cacheTagsOf(token, holder, api);
  if (actor) tags.push(...tagsOfActor(actor));
  const roles = new Set(resources?.given.map(({ role }) => role)).difference(new Set(holder.roles));
  for (const role of roles) tags.push(`role:${role}`);
  const assignedUntil = resources?.validUntil ?? null;
  return { ok: true, token, principal, holder, api, assignedUntil, actor, tags };
}

/** RFC 8693, section 4.1. */
export const actedBy = (userId: string): Actor => ({ sub: userId, sub_kind: 'user' });

/** Whatever takes the right to act from the administrator names one of these. */
const tagsOfActor = ({ id, session, roles, groups }: ActorFacts): CacheTag[] => [
  `user:${id}`,
  `session:${session}`,
  ...roles.map((role) => `role:${role}` as const),
  ...groups.map((group) => `group:${group}` as const),
];

const organizationOf = ({ organization }: UserFacts): Pick<SwapPrincipal, 'organization'> =>
  organization ? { organization: { id: organization.id, key: organization.key } } : {};

const heldBy = ({
  details,
  subtrees,
}: AssignedDetails): Pick<SwapPrincipal, 'assigned_details' | 'assigned_subtrees'> => ({
  ...(details.length > 0 && { assigned_details: details }),
  ...(subtrees.length > 0 && { assigned_subtrees: subtrees }),
});

const isConfined = ({ kind }: Holder, details: readonly AuthorizationDetail[]): boolean =>
  kind === 'link' || details.length > 0;

function cacheTagsOf(token: SealedFacts, holder: Holder, api: ApiFacts | null): CacheTag[] {
  const tags: CacheTag[] = [`token:${token.id}`, `client:${token.client}`];
  for (const id of api?.audiences ?? []) tags.push(`api:${id}`);
  if (holder.kind === 'link') tags.push(`link:${holder.id}`);
  for (const role of holder.roles) tags.push(`role:${role}`);
  if (holder.kind === 'user') {
    tags.push(`user:${holder.id}`, `grant:${token.source}`);
    if (holder.organization) tags.push(`organization:${holder.organization.id}`);
    if (holder.session !== null) tags.push(`session:${holder.session}`);
    for (const group of holder.groups) tags.push(`group:${group}`);
  }
  return tags;
}

export interface Issue {
  issuer: string;
  /** Of the JWT itself: each has one of its own (RFC 7519, section 4.1.7). */
  id: string;
  now: Date;
  /** Seconds. */
  lifetime: number;
}

/**
 * The claims of the inside JWT: what this one API may know, and nothing else. What many tokens have in
 * common comes first, since a gateway keeps the common beginning of its JWTs once.
 */
export function insideClaims(
  { principal, token, holder, api, assignedUntil, actor }: Resolved<ApiFacts>,
  { issuer, id, now, lifetime }: Issue,
): AccessTokenClaims {
  const issuedAt = numericDate(now);
  const expiresAt = Math.min(issuedAt + lifetime, token.expiresAt);
  const { scope, authorization_details: details, assigned_details: assigned } = principal;
  const { assigned_subtrees: subtrees } = principal;
  const ends = [holder.validUntil, assignedUntil, actor?.validUntil].flatMap((end) => end ?? []);
  const aud = isConfined(holder, details) ? api.id : audienceOf(api);
  return {
    iss: issuer,
    aud,
    client_id: token.client,
    sub_kind: principal.kind,
    ...(principal.roles?.length && { roles: principal.roles }),
    permissions: principal.permissions,
    ...(scope.length > 0 && { scope: formatScope(scope) }),
    ...(details.length > 0 && { authorization_details: details }),
    ...(assigned && { assigned_details: assigned }),
    ...(subtrees && { assigned_subtrees: subtrees }),
    ...(principal.more_assigned_details && { more_assigned_details: true }),
    sub: principal.sub,
    ...(holder.kind === 'link' && holder.subject !== null && { link_subject: holder.subject }),
    ...(principal.organization && {
      org_id: principal.organization.id,
      org_key: principal.organization.key,
    }),
    ...(holder.kind === 'user' && personalClaims(holder, api)),
    ...(principal.act && { act: principal.act }),
    iat: issuedAt,
    exp: Math.min(expiresAt, ...ends.map(numericDate)),
    origin: { ...originOf(token), ...(typeof aud !== 'string' && { api: api.id }) },
    jti: id,
  };
}

const personalClaims = (
  { authTime, acr, name, email, emailVerified }: Holder & { kind: 'user' },
  { claims }: ApiFacts,
): Partial<AccessTokenClaims> => ({
  auth_time: numericDate(authTime),
  acr,
  ...(claims.includes('name') && { name }),
  ...(claims.includes('email') && { email, email_verified: emailVerified }),
});

/** Of what is not confined: that is for one API alone. */
const audienceOf = ({ id, audiences }: ApiFacts): string | string[] =>
  audiences.length === 1 ? id : [id, ...audiences.filter((other) => other !== id).toSorted()];

/** What an exchange finds the access token again by; a client's and a link's grant is in the claims. */
const originOf = ({ id, kind, source, expiresAt, impersonation }: SealedFacts): TokenOrigin => ({
  id,
  exp: expiresAt,
  ...(kind === 'user' && { grant: source }),
  ...(impersonation !== undefined && { impersonation }),
});
