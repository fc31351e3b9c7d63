import { recordAudit } from '../../audit/audit.service.ts';
import type { Context } from '../../context.ts';
import { type Account, lockAccount, writePreferences } from './users.store.ts';

type Preferences = Pick<Account, 'locale' | 'theme'>;

/** Keeps how a person wants pages and mails to be. Nothing is allowed less by it. */
export async function setPreferences(
  userId: string,
  wanted: Preferences,
  { sql, clock }: Pick<Context, 'sql' | 'clock'>,
): Promise<void> {
  await sql.begin(async (tx) => {
    const before = await lockAccount(tx, userId);
    const names = ['locale', 'theme'] as const;
    const changed = names.filter((name) => before?.[name] !== wanted[name]);
    if (!before || changed.length === 0) return;
    await writePreferences(tx, { userId, ...wanted });
    await recordAudit(tx, {
      ...{ at: clock.now(), action: 'user.update', actor: `user:${userId}` },
      ...{ subjects: [`user:${userId}`], detail: { changed } },
    });
  });
}
