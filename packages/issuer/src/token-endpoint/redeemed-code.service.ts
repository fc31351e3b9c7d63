import type { CodeOutcome } from '../grants/authorization-codes.service.ts';
import { rowDaysOf } from '../grants/grant.ts';
import { organizationOf } from '../grants/organization-of-grant.service.ts';
import { actorOfGrant } from '../impersonation/acting-session.service.ts';
import type { GrantContext, Redeemed } from './grant-handler.ts';

/** What a code that is spent by now amounts to. */
export async function tokensOf(
  { grant, refresh }: Extract<CodeOutcome, { outcome: 'redeemed' }>,
  context: GrantContext,
): Promise<Redeemed> {
  const { grantId: source, scope, apis, details } = grant;
  const impersonation = await actorOfGrant(grant, context);
  const organization = await organizationOf(grant, null, context);
  return {
    kind: 'user',
    source,
    rows: rowDaysOf(grant),
    scope,
    apis,
    details,
    organization,
    impersonation,
    ...(refresh && { refreshToken: refresh.token, refreshExpiresAt: refresh.expiresAt }),
    authentication: grant,
  };
}
