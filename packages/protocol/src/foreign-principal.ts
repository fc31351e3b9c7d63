import { type AuthorizationDetail, detailsIn, isConfined } from './authorization-details.ts';
import { invalidClaim, type TokenFault } from './check-token.ts';
import { type ClaimPath, type Claims, claimAt, isName, isRecord, namesAt } from './claim-path.ts';
import { foreignKindOf } from './principal-kind.ts';
import { clientIdOf, scopeOf } from './usual-claims.ts';

/** Which claims of an issuer's tokens to read. */
export interface ClaimMap {
  sub: ClaimPath;
  /** The first of these claims that a token has is read. Empty: the token's roles do not count. */
  roles: readonly ClaimPath[];
  /** Our name for each of their roles. When present, roles that are not in it do not count. */
  roleNames?: Readonly<Record<string, string>>;
}

/** Who acts for the subject (RFC 8693, section 4.1), with the actor before, if there was one. */
export interface Actor {
  /** Absent where it is the issuer of the token. */
  iss?: string;
  sub: string;
  /** `user`: an administrator who acts as the subject, a person. Absent: a service that was called, a client. */
  sub_kind?: 'user';
  act?: Actor;
}

/** What a token of another issuer says about the caller. Its values for our own claims do not count. */
export interface ForeignPrincipal {
  kind: 'user' | 'client';
  subject: string;
  clientId: string | undefined;
  /** Empty when `confined`: a token for order 42 must not allow all that the role allows. */
  roles: string[];
  /** The roles also of a confined token: it cannot allow more than these roles do. */
  allRoles: string[];
  scope: string[];
  /** Whether the token is for particular resources only. */
  confined: boolean;
  /** The details that Sallyport understands. */
  details: AuthorizationDetail[];
  actor: Actor | undefined;
}

type Read = { ok: true; principal: ForeignPrincipal } | { ok: false; fault: TokenFault };

export function readForeignPrincipal(claims: Claims, map: ClaimMap): Read {
  const subject = claimAt(claims, map.sub);
  if (!isName(subject)) return refused(map.sub.join('.'));
  const { act, authorization_details: details } = claims;
  const actor = act === undefined ? undefined : readActor(act);
  if (actor === null) return refused('act');
  const confined = isConfined(details);
  const kind = foreignKindOf(claims);
  const allRoles = rolesIn(claims, map);
  return {
    ok: true,
    principal: {
      kind,
      subject,
      clientId: clientIdOf(claims),
      roles: confined ? [] : allRoles,
      allRoles,
      scope: scopeOf(claims),
      confined,
      details: detailsIn(details),
      actor,
    },
  };
}

const refused = (claim: string): Read => ({ ok: false, fault: invalidClaim(claim) });

function rolesIn(claims: Claims, { roles, roleNames }: ClaimMap): string[] {
  const path = roles.find((candidate) => claimAt(claims, candidate) !== undefined);
  if (!path) return [];
  const names = namesAt(claims, path);
  if (!roleNames) return names;
  // AD FS sends a single role as text, and its name may have spaces.
  const whole = claimAt(claims, path);
  const given = typeof whole === 'string' ? [whole, ...names] : names;
  return given.flatMap((name) => (Object.hasOwn(roleNames, name) ? roleNames[name]! : []));
}

function readActor(act: unknown): Actor | null {
  if (!isRecord(act) || !isName(act['sub'])) return null;
  const { sub, iss } = act;
  if (iss !== undefined && !isName(iss)) return null;
  if (act['act'] === undefined) return { sub, ...(iss !== undefined && { iss }) };
  const next = readActor(act['act']);
  return next && { sub, ...(iss !== undefined && { iss }), act: next };
}

/**
 * Our name for a subject of another issuer. Neither our ids nor the issuers that can be declared
 * contain the separator, so that different subjects never get the same name.
 */
export const foreignName = (issuer: string, name: string): string => `${issuer}|${name}`;
