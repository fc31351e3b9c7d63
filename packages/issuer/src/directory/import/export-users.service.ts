import { recordAudit } from '../../audit/audit.service.ts';
import type { Context } from '../../context.ts';
import { requireAuthority } from '../authority.service.ts';
import type { Caller } from '../caller.ts';
import { readExported } from './export-users.store.ts';
import type { ExportedUser } from './exported-user.ts';

/** Read at a time: no statement takes long, and no more are kept than a reader has not taken yet. */
const pageSize = 500;

/**
 * All users in the order of their ids, each page read when the one before has been taken. Who asks for hashes needs
 * `credentials:read` as well.
 *
 * @throws OAuthError `insufficient_scope`
 */
export async function* exportUsers(
  { passwordHashes }: { passwordHashes: boolean },
  caller: Caller,
  { sql, clock }: Pick<Context, 'sql' | 'clock'>,
): AsyncGenerator<ExportedUser> {
  if (passwordHashes) requireAuthority(caller, ['credentials:read']);
  await recordAudit(sql, {
    ...{ at: clock.now(), action: 'user.export', actor: caller.actor, subjects: ['users'] },
    detail: { password_hashes: passwordHashes },
  });
  let after: string | null = null;
  do {
    const page: ExportedUser[] = await readExported(sql, {
      after,
      limit: pageSize,
      passwordHashes,
    });
    yield* page;
    after = page.length === pageSize ? page.at(-1)!.id : null;
  } while (after);
}
