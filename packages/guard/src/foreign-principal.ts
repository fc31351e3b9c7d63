import { namesAt } from '@sallyport/protocol/claim-path.ts';
import { type ClaimMap, readForeignPrincipal } from '@sallyport/protocol/foreign-principal.ts';
import type { JWTPayload } from 'jose';
import { type PermissionsOf, type Principal, personOf, withPermissions } from './principal.ts';
import { errorOfFault } from './token-errors.ts';

/**
 * What a token of another issuer says; its values for our claims do not count.
 *
 * @throws GuardError `token_claim_invalid`
 */
export function foreignPrincipal(
  claims: JWTPayload,
  map: ClaimMap,
  permissionsOf?: PermissionsOf,
): Principal {
  const read = readForeignPrincipal(claims, map);
  if (!read.ok) throw errorOfFault(read.fault);
  const { kind, subject, clientId, roles, scope, details } = read.principal;
  return withPermissions(
    {
      kind,
      subject,
      clientId,
      roles,
      permissions: permissionsOf ? [] : namesAt(claims, ['permissions']),
      authorizationDetails: details,
      scope,
      ...personOf(claims),
      claims,
    },
    permissionsOf,
  );
}
