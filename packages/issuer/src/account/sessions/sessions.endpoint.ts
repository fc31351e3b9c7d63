import { z } from 'zod';
import { readDevice } from '../../devices/device.ts';
import type { View } from '../../pages/view.ts';
import { routes } from '../../routes.ts';
import { endSessions } from '../../sessions/end-sessions.service.ts';
import { listSessions } from '../../sessions/own-sessions.service.ts';
import { type AccountContext, accountForm, accountPage } from '../account-page.endpoint.ts';
import { type SessionRow, sessionsPage } from './sessions.page.ts';
import { endOthers } from './sign-out-elsewhere.service.ts';

const section = 'sessions';
const path = routes.accountSection(section);
const pageSize = 20;

const sessionId = z.uuid();
/** Of the last session of a page: when it was seen, and its id. */
const cursorPattern = /^(\d{13})-([0-9a-f-]{36})$/;

/** `GET /account/sessions` */
export const showSessions = (context: AccountContext) =>
  accountPage(context, { section }, async ({ request, view, frame, session }) => {
    const after = readCursor(request.req.query('after'));
    const listed = await listSessions(session, { after, limit: pageSize }, context);
    const last = listed.others.at(-1);
    return sessionsPage(view, {
      ...frame,
      here: listed.here && rowOf(listed.here, view, context),
      others: listed.others.map((other) => rowOf(other, view, context)),
      endOne: `${path}/end`,
      endOthers: `${path}/end-others`,
      next: listed.more && last ? `${path}?after=${+last.seenAt}-${last.id}` : null,
    });
  });

type Listed = NonNullable<Awaited<ReturnType<typeof listSessions>>['here']>;

const rowOf = (
  { userAgent, authTime, clientName, actorId, ...session }: Listed,
  { tag }: View,
  { settings }: Pick<AccountContext, 'settings'>,
): SessionRow => ({
  ...session,
  ...readDevice(userAgent),
  signedInAt: authTime,
  application: clientName,
  isActing: actorId !== null,
  place: settings.places?.of(session.address, tag) ?? null,
});

/** What is no cursor of ours is the first page. */
function readCursor(text: string | undefined): { seenAt: Date; id: string } | null {
  const [, seenAt, id] = cursorPattern.exec(text ?? '') ?? [];
  return seenAt !== undefined && sessionId.safeParse(id).success
    ? { seenAt: new Date(Number(seenAt)), id: id! }
    : null;
}

/** `POST /account/sessions/end`: one of the person's own; what is none of theirs is left alone. */
export const endSession = (context: AccountContext) =>
  accountForm(context, { section, fields: ['session'] }, async ({ session, form }) => {
    const read = sessionId.safeParse(form.session);
    const ids = read.success ? [read.data] : [];
    await endSessions({ ids, userId: session.userId }, context);
    return { notice: 'account.notice.session_ended' };
  });

/** `POST /account/sessions/end-others` */
export const endOtherSessions = (context: AccountContext) =>
  accountForm(context, { section, fields: [] }, async ({ session }) => ({
    notice: (await endOthers(session, context))
      ? 'account.notice.others_ended'
      : 'account.notice.another_sign_in',
  }));
