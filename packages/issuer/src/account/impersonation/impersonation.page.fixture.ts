import type { Examples } from '../../pages/examples.fixture.ts';
import { exampleFrame } from '../frame.fixture.ts';
import { overviewPage } from '../overview/overview.page.ts';
import { impersonationPage } from './impersonation.page.ts';

const person = { name: 'Ada Lovelace', email: 'ada@example.com' };

export const examples: Examples = {
  'account impersonation: asked': (view) =>
    impersonationPage(view, {
      ...{ ...exampleFrame('overview'), id: '1', person, minutes: 15 },
      ...{ reason: 'Ticket 4711: the basket stays empty', action: '/account/impersonation' },
    }),
  'account impersonation: acting': (view) =>
    overviewPage(view, {
      ...exampleFrame('overview'),
      ...{ acting: person, account: person, setUpFactor: null },
    }),
};
