import { recordAudit } from '../../audit/audit.service.ts';
import type { Context } from '../../context.ts';
import { signOutEverywhere } from './sign-out.service.ts';
import { enableDueUsers, hasDueUsers } from './users.store.ts';

/** So many in a transaction. */
const batch = 100;

/**
 * Enables accounts that were disabled until a moment that has come. Several nodes may do it at once: each
 * account is enabled, and written down, once.
 */
export async function enableDue(
  now: Date,
  { sql, changes }: Pick<Context, 'sql' | 'changes'>,
): Promise<void> {
  if (!(await hasDueUsers(sql, now))) return;
  const enabled = await changes.give(async (tx) => {
    const ids = await enableDueUsers(tx, now, batch);
    // As when an administrator does it: who was signing in meanwhile is not signed in by this.
    await signOutEverywhere(tx, ids, now);
    for (const id of ids) {
      const subjects = [`user:${id}`];
      await recordAudit(tx, { at: now, action: 'user.enable', actor: 'issuer', subjects });
    }
    return { value: ids.length, tags: ids.map((id) => `user:${id}` as const) };
  });
  if (enabled === batch) await enableDue(now, { sql, changes });
}
