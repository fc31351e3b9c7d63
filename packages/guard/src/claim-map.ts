import { type ClaimPath, parseClaimPath } from '@sallyport/protocol/claim-path.ts';
import type { ClaimMap } from '@sallyport/protocol/foreign-principal.ts';

/**
 * Where a claim is: `roles`, `realm_access.roles`, a URL, or a list of names where those have dots
 * (`['kubernetes.io', 'serviceaccount', 'name']`).
 */
export type ClaimName = string | readonly string[];

export interface GuardClaimMap {
  /** `sub` by default; `oid` at Entra ID is the same person at every API. */
  sub?: ClaimName;
  /** `roles` by default, or `realm_access.roles` where a token has that only. */
  roles?: ClaimName;
}

/** @throws TypeError when a path has an empty name. */
export const claimMapOf = ({ sub = 'sub', roles }: GuardClaimMap = {}): ClaimMap => ({
  sub: pathOf(sub),
  roles: roles === undefined ? usualRoles : [pathOf(roles)],
});

const usualRoles: readonly ClaimPath[] = [['roles'], ['realm_access', 'roles']];

function pathOf(name: ClaimName): ClaimPath {
  const path = typeof name === 'string' ? parseClaimPath(name) : name;
  if (!path || path.length === 0 || path.includes('')) {
    throw new TypeError(`guard: map names no claim: ${JSON.stringify(name)}.`);
  }
  return path;
}
