import type { DeclaredBranding } from '../branding/branding-declaration.ts';
import {
  type KeptBranding,
  resetServiceBranding,
  setServiceBranding,
} from '../branding/service-branding.service.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import { adminPermissions } from '../directory/admin-permissions.ts';
import { requireAuthority } from '../directory/authority.service.ts';
import type { Caller } from '../directory/caller.ts';
import { declaredElsewhere, type Guard } from '../directory/declared.ts';

/** Who changes it, and under which condition. */
interface By {
  caller: Caller;
  guard: Guard;
}

/**
 * Lets the pages look so where neither a client nor an organization says otherwise.
 *
 * @throws OAuthError `conflict` where the file says it; `invalid_request` for what pages cannot be shown with;
 *   `insufficient_scope` for a caller who may not do everything
 */
export const changeBranding = (
  branding: DeclaredBranding,
  by: By,
  context: Pick<Context, 'sql' | 'clock'>,
): Promise<KeptBranding> => setServiceBranding(branding, authorized(by), context);

/** They look as by default again. @throws OAuthError as `changeBranding` */
export const resetBranding = (by: By, context: Pick<Context, 'sql' | 'clock'>): Promise<void> =>
  resetServiceBranding(authorized(by), context);

function authorized({ caller, guard }: By) {
  // A style sheet can show a page that asks for passwords as another one.
  requireAuthority(caller, adminPermissions);
  return {
    actor: caller.actor,
    async guard(tx: Transaction, { declared }: { declared: boolean }) {
      if (declared) throw declaredElsewhere('The section branding');
      await guard(tx);
    },
  };
}
