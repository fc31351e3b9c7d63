import { z } from 'zod';
import type { Context } from '../context.ts';
import { mailStatus } from '../mail/mail-status.ts';
import { type ListedMail, listMails, retryMail } from '../mail/manage-mails.service.ts';
import { moment } from './moment.ts';
import { type Operation, operation } from './operation.ts';
import { decodeCursor, encodeCursor, nextCursor, pageQuery } from './page.ts';

const mailSchema = z.object({
  id: z.uuid(),
  kind: z.string(),
  language: z.string(),
  recipient: z.string(),
  status: mailStatus,
  attempts: z.int(),
  last_error: z.string().nullable().describe('What the mail server said last.'),
  created_at: z.iso.datetime(),
  next_attempt_at: z.iso.datetime().nullable().describe('Null unless it is queued.'),
  ended_at: z.iso.datetime().nullable().describe('When it was sent, or given up.'),
});

/** When the last mail of a page was made, and its id. */
const place = z.tuple([moment, z.uuid()]);

/** What became of mails. What they say is not told. */
export function mailOperations(context: Pick<Context, 'sql' | 'clock' | 'settings'>): Operation[] {
  return [
    operation({
      method: 'GET',
      path: '/mails',
      summary: 'List mails of the last 30 days by what became of them, newest first',
      permission: 'mails:read',
      query: z.strictObject({
        ...pageQuery,
        status: mailStatus.default('failed').describe('Only those in this state.'),
      }),
      status: 200,
      response: z.object({ items: z.array(mailSchema), next_cursor: nextCursor }),
      async run({ query: { cursor, ...query } }) {
        const [at, id] = decodeCursor(cursor, place) ?? [];
        const before = at && id ? { createdAt: new Date(at), id } : null;
        const { mails, more } = await listMails({ ...query, before }, context.sql);
        const items = mails.map(showMail);
        const last = items.at(-1);
        const next = more && last ? encodeCursor([last.created_at, last.id]) : null;
        return { items, next_cursor: next };
      },
    }),
    operation({
      method: 'POST',
      path: '/mails/{id}/retry',
      summary: 'Send a mail that failed, if what it says still works',
      permission: 'mails:write',
      params: z.strictObject({ id: z.uuid().describe('The id of the mail.') }),
      status: 204,
      run: ({ params, caller }) => retryMail(params.id, caller, context),
    }),
  ];
}

const showMail = (mail: ListedMail): z.output<typeof mailSchema> => ({
  id: mail.id,
  kind: mail.kind,
  language: mail.language,
  recipient: mail.recipient,
  status: mail.status,
  attempts: mail.attempts,
  last_error: mail.lastError,
  created_at: mail.createdAt.toISOString(),
  next_attempt_at: mail.status === 'queued' ? mail.nextAttemptAt.toISOString() : null,
  ended_at: mail.endedAt?.toISOString() ?? null,
});
