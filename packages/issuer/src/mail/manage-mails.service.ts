import { OAuthError } from '@sallyport/protocol/errors.ts';
import { type AuditEvent, recordAudit } from '../audit/audit.service.ts';
import type { Context } from '../context.ts';
import type { Queryable } from '../database/connection.ts';
import { secondsAfter } from '../runtime/clock.ts';
import { mailKinds } from './kinds.ts';
import { readMail, readMails, requeueMail, type StoredMail } from './mail-list.store.ts';
import type { MailStatus } from './mail-status.ts';

/** A mail for an operator: not what it says. */
export type ListedMail = Omit<StoredMail, 'sealed'>;

/** One page, newest first, and whether there are more. */
export async function listMails(
  query: { status: MailStatus; before: { createdAt: Date; id: string } | null; limit: number },
  sql: Queryable,
): Promise<{ mails: ListedMail[]; more: boolean }> {
  const mails = await readMails(sql, { ...query, limit: query.limit + 1 });
  return {
    mails: mails.slice(0, query.limit).map(({ sealed, ...mail }) => mail),
    more: mails.length > query.limit,
  };
}

const lasting = Object.entries(mailKinds)
  .filter(([, { expires }]) => !expires)
  .map(([kind]) => kind);

/**
 * Tries a mail again that failed.
 *
 * @throws OAuthError `not_found`, or `conflict` where it did not fail or what it says works no more
 */
export async function retryMail(
  id: string,
  { actor }: Pick<AuditEvent, 'actor'>,
  { sql, clock, settings }: Pick<Context, 'sql' | 'clock' | 'settings'>,
): Promise<void> {
  const now = clock.now();
  const until = secondsAfter(now, settings.mail.retry.giveUpAfter);
  const isQueued = await sql.begin(async (tx) => {
    if (!(await requeueMail(tx, id, { now, kinds: lasting, until }))) return false;
    const subjects = [`mail:${id}`];
    await recordAudit(tx, { at: now, action: 'mail.retry', actor, subjects });
    return true;
  });
  if (isQueued) return;
  const mail = await readMail(sql, id);
  if (!mail) throw new OAuthError('not_found', 'There is no such mail. It is known for 30 days.');
  throw new OAuthError(
    'conflict',
    mail.status === 'failed' || mail.status === 'expired'
      ? 'What this mail says works no more: let the person ask for a new one.'
      : `This mail is ${mail.status}; only one that failed is tried again.`,
  );
}
