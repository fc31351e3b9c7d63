import { type AuthorizationDetail, detailsIn, isConfined } from './authorization-details.ts';
import { invalidClaim, type TokenFault } from './check-token.ts';
import { type ClaimPath, type Claims, claimAt, isName, isRecord, namesAt } from './claim-path.ts';
import { clientIdOf, foreignKindOf } from './principal-kind.ts';

/** Which claims of an issuer's tokens hold what is read here. */
export interface ClaimMap {
  sub: ClaimPath;
  /** Of several, the first that a token has. Empty where roles are not taken from it. */
  roles: readonly ClaimPath[];
  /** What their roles are called here; then no others count. */
  roleNames?: Readonly<Record<string, string>>;
}

/** Who acts for the subject (RFC 8693, section 4.1), and for whom that one acts in turn. */
export interface Actor {
  /** Absent where it is the issuer of the token. */
  iss?: string;
  sub: string;
  act?: Actor;
}

/** What a token of another issuer says of who calls. Its word for anything of ours does not count. */
export interface ForeignPrincipal {
  kind: 'user' | 'client';
  subject: string;
  clientId: string | undefined;
  /** Empty where `confined`: a token for order 42 is not one for all that the role may do. */
  roles: string[];
  /** The same as if it were not confined; it can be confined to no more than they give. */
  allRoles: string[];
  scope: string[];
  /** Whether the token is for particular resources only. */
  confined: boolean;
  /** Those of them that are understood here. */
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

/** `scope` of RFC 9068, section 2.2.3; `scp` at Entra ID, and as a list at Okta. */
export const scopeOf = (claims: Claims): string[] =>
  namesAt(claims, [claims['scope'] === undefined ? 'scp' : 'scope']);

function readActor(act: unknown): Actor | null {
  if (!isRecord(act) || !isName(act['sub'])) return null;
  const { sub, iss } = act;
  if (iss !== undefined && !isName(iss)) return null;
  if (act['act'] === undefined) return { sub, ...(iss !== undefined && { iss }) };
  const next = readActor(act['act']);
  return next && { sub, ...(iss !== undefined && { iss }), act: next };
}

/**
 * What a subject of another issuer is called here. No id of ours has the sign between the two, and no
 * issuer that can be declared has it either, so that no two names are the same.
 */
export const foreignName = (issuer: string, name: string): string => `${issuer}|${name}`;
