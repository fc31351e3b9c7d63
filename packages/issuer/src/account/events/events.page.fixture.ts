import type { Examples } from '../../pages/examples.fixture.ts';
import { exampleFrame } from '../frame.fixture.ts';
import { type EventRow, type EventsPage, eventsPage } from './events.page.ts';
import { actionsWithWords, wordsOf } from './words.ts';

const from = { browser: 'Firefox', system: 'Linux', place: null, address: '192.0.2.17' };

const event = (what: EventRow['what'], at: string, more: Partial<EventRow> = {}): EventRow => ({
  ...{ what, at: new Date(at), isByOthers: false, application: null, from },
  ...more,
});

const page: EventsPage = {
  ...exampleFrame('events'),
  events: [
    event('account.events.refused', '2026-11-26T16:04:00Z', {
      from: { ...from, browser: null, system: null, address: '203.0.113.80' },
    }),
    event('account.events.signed_in', '2026-11-26T08:00:00Z'),
    event('account.events.consent_given', '2026-11-25T11:30:00Z', { application: 'Partner' }),
    event('account.events.created', '2026-11-20T10:00:00Z', { isByOthers: true, from: null }),
  ],
  next: '/account/events?before=17',
};

export const examples: Examples = {
  'account events': (view) => eventsPage(view, page),
  'account events: each kind': (view) =>
    eventsPage(view, {
      ...page,
      events: [...actionsWithWords, 'of.another.version'].map((action) =>
        event(wordsOf(action), '2026-11-26T16:04:00Z'),
      ),
      next: null,
    }),
  'account events: none yet': (view) => eventsPage(view, { ...page, events: [], next: null }),
};
