import { listEventsOf } from '../../audit/audit.service.ts';
import { readDevice } from '../../devices/device.ts';
import { routes } from '../../routes.ts';
import { type AccountContext, accountPage } from '../account-page.endpoint.ts';
import { type EventRow, eventsPage } from './events.page.ts';
import { notShown, wordsOf } from './words.ts';

const section = 'events';
const pageSize = 30;

/** `GET /account/events` */
export const showEvents = (context: AccountContext) =>
  accountPage(context, { section }, async ({ request, view, frame, account }) => {
    const { userId } = account;
    const before = readCursor(request.req.query('before'));
    const query = { except: notShown, before, limit: pageSize };
    const { events, more } = await listEventsOf(userId, query, context.sql);
    const last = events.at(-1);
    return eventsPage(view, {
      ...frame,
      events: events.map((event) => rowOf(event, { userId, tag: view.tag }, context)),
      next: more && last ? `${routes.accountSection(section)}?before=${last.id}` : null,
    });
  });

/** The number of an event. What is none is the first page. */
function readCursor(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

type Listed = Awaited<ReturnType<typeof listEventsOf>>['events'][number];

function rowOf(
  { action, actor, at, clientName, userAgent, address, network }: Listed,
  { userId, tag }: { userId: string; tag: string },
  { settings }: Pick<AccountContext, 'settings'>,
): EventRow {
  // Of a failure it is not known whose it was.
  const isOwn = actor === `user:${userId}` || actor === 'anonymous';
  // A provider is named where the person came back from it; where an administrator was is their own matter.
  const isFromHere = isOwn || actor.startsWith('provider:');
  const isKnown = address !== null || network !== null || userAgent !== null;
  return {
    ...{ what: wordsOf(action), at, application: clientName },
    isByOthers: !isOwn,
    from:
      isFromHere && isKnown
        ? {
            ...readDevice(userAgent),
            place: settings.places?.of(address, tag) ?? null,
            address: address ?? network,
          }
        : null,
  };
}
