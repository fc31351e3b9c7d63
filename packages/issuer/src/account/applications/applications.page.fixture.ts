import { exampleWords } from '../../consent/words.fixture.ts';
import type { Examples } from '../../pages/examples.fixture.ts';
import { exampleFrame } from '../frame.fixture.ts';
import { type ApplicationsPage, applicationsPage } from './applications.page.ts';

const page: ApplicationsPage = {
  ...exampleFrame('applications'),
  applications: [
    {
      ...{ clientId: 'shop-web', name: 'Shop', party: 'first', scope: ['openid', 'profile'] },
      details: [],
      ...{ apiNames: ['Orders'], agreedAt: null, signedInAt: new Date('2026-11-20T09:26:00Z') },
    },
    {
      ...{ clientId: 'partner', name: 'Partner Analytics', party: 'third' },
      ...{ scope: ['openid', 'email', 'offline_access', 'statistics'], apiNames: [] },
      details: [
        { api: 'https://orders.example', type: 'order', identifier: '42', actions: ['read'] },
      ],
      agreedAt: new Date('2026-03-14T09:26:00Z'),
      signedInAt: null,
    },
  ],
  words: exampleWords,
};

export const examples: Examples = {
  'account applications': (view) => applicationsPage(view, page),
  'account applications, none': (view) => applicationsPage(view, { ...page, applications: [] }),
  'account applications after one was revoked': (view) =>
    applicationsPage(view, { ...page, notice: 'account.notice.access_revoked' }),
};
