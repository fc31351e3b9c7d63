import { isAllowed } from '@sallyport/protocol/access.ts';
import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { SwapPrincipal } from '@sallyport/protocol/internal.ts';
import type { Queryable } from '../../database/connection.ts';
import { adminPermissionsIn } from '../admin-permissions.ts';
import type { Caller } from '../caller.ts';
import { type NeededPermission, placeNamed } from './needed-permission.ts';
import { whyNotAt, withReach } from './reach.service.ts';

/** What an operation of the admin API is called with. */
export interface Call extends NeededPermission {
  /** Of its path, by name. */
  parameters: Readonly<Record<string, string>>;
}

/** Why a principal may call no operation at all, whatever their roles; null for the others. */
export function whyNoAdministrator({ organization, act }: SwapPrincipal): OAuthError | null {
  if (organization) {
    return new OAuthError(
      'insufficient_scope',
      'A role within an organization is none over the directory: sign in without one for the admin API.',
    );
  }
  return act
    ? new OAuthError(
        'insufficient_scope',
        'Who acts as another person administers nothing in their name.',
      )
    : null;
}

/**
 * Whether a principal may call an operation of the admin API, by what they may do everywhere or at one place
 * (ADR 36). What an operation refuses by itself is not in it: what the body asks for.
 */
export async function authorizeCall(
  sql: Queryable,
  principal: SwapPrincipal,
  { permission, within = 'none', parameters }: Call,
  now: Date,
): Promise<{ caller: Caller; refusal: OAuthError | null }> {
  const permissions = adminPermissionsIn(principal.permissions);
  const isWhole = principal.authorization_details.length === 0;
  const alone = { actor: actorOf(principal), permissions };
  const caller = within !== 'none' && isWhole ? await withReach(sql, alone, now) : alone;
  const enough = permission === 'any' ? permissions : [permission];
  const holder = { ...principal, permissions };
  const isEverywhere = enough.some((each) =>
    isAllowed(holder, { permissions: each === null ? [] : [each] }),
  );
  const refusal = isEverywhere
    ? null
    : await whyNotDelegated(sql, caller, { permission, within, parameters });
  return { caller, refusal };
}

async function whyNotDelegated(
  sql: Queryable,
  caller: Caller,
  { permission, within, parameters }: Required<Call>,
): Promise<OAuthError | null> {
  if (permission === null) return new OAuthError('insufficient_scope', confined);
  if (permission === 'any') return new OAuthError('insufficient_scope', anyNeeded);
  const place = placeNamed(within, parameters);
  if (place) return whyNotAt(sql, caller, permission, place);
  const reached = caller.reach?.some(
    (one) => (within === 'either' || within === one.type) && one.permissions.includes(permission),
  );
  if (reached) return null;
  return new OAuthError('insufficient_scope', `This needs the permission ${permission}.`);
}

const anyNeeded = 'This needs any permission at this API.';
const confined = 'This token is confined to single resources: the admin API takes none of these.';

/** The subject of a link has its prefix already. */
export const actorOf = ({ kind, sub }: SwapPrincipal): string =>
  sub.startsWith(`${kind}:`) ? sub : `${kind}:${sub}`;
