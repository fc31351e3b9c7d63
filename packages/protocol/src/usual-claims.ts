import { type Claims, namesAt } from './claim-path.ts';

/**
 * `client_id` of RFC 9068; `azp` at Auth0, Keycloak and Google; `cid` at Okta; `azp` or `appid` at
 * Entra ID.
 */
export function clientIdOf({ client_id, azp, cid, appid }: Claims): string | undefined {
  return [client_id, azp, cid, appid].find((value) => typeof value === 'string');
}

/** `scope` of RFC 9068, section 2.2.3; `scp` at Entra ID, and as a list at Okta. */
export const scopeOf = (claims: Claims): string[] =>
  namesAt(claims, [claims['scope'] === undefined ? 'scp' : 'scope']);
