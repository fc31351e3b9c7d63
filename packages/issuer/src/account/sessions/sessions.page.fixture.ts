import type { Examples } from '../../pages/examples.fixture.ts';
import { exampleFrame } from '../frame.fixture.ts';
import { type SessionRow, type SessionsPage, sessionsPage } from './sessions.page.ts';

const session: SessionRow = {
  ...{ id: '1', browser: 'Firefox', system: 'Linux', place: 'Leipzig, Germany' },
  ...{ address: '192.0.2.17', network: '192.0.2.17', application: 'Walnut & Lantern' },
  isActing: false,
  seenAt: new Date('2026-11-26T16:04:00Z'),
  signedInAt: new Date('2026-11-25T09:12:00Z'),
};

const page: SessionsPage = {
  ...exampleFrame('sessions'),
  ...{ endOne: '/account/sessions/end', endOthers: '/account/sessions/end-others', next: null },
  here: session,
  others: [
    { ...session, id: '2', browser: 'Safari', system: 'iOS', place: null },
    {
      ...{ ...session, id: '3', browser: null, system: null, place: null, application: null },
      ...{ address: '2001:db8:1:2:3:4:5:6', network: '2001:db8:1:2::/64' },
    },
    {
      ...{ ...session, id: '4', place: null, application: null, isActing: true },
      ...{ address: null, network: null },
    },
  ],
};

export const examples: Examples = {
  'account sessions': (view) => sessionsPage(view, page),
  'account sessions: no other': (view) => sessionsPage(view, { ...page, others: [] }),
  'account sessions: a later page': (view) =>
    sessionsPage(view, {
      ...{ ...page, here: null, next: '/account/sessions?after=x' },
      notice: 'account.notice.session_ended',
    }),
  'account sessions: all others ended': (view) =>
    sessionsPage(view, { ...page, others: [], notice: 'account.notice.others_ended' }),
};
