import type { Examples } from '../../pages/examples.fixture.ts';
import { exampleFrame } from '../frame.fixture.ts';
import { type IdentitiesPage, identitiesPage } from './identities.page.ts';

const linkedAt = new Date('2026-03-14T09:26:00Z');
const page: IdentitiesPage = {
  ...exampleFrame('identities'),
  identities: [
    {
      ...{ id: '1', name: 'Google', type: 'google', email: 'alice@example.com' },
      ...{ linkedAt, usedAt: new Date('2026-11-20T17:05:00Z') },
    },
    {
      ...{ id: '2', name: 'old.example', type: null, email: null },
      ...{ linkedAt, usedAt: null },
    },
  ],
  providers: [
    { id: 'github', name: 'GitHub', type: 'github' },
    { id: 'acme', name: 'Acme ID', type: 'oidc' },
  ],
};

export const examples: Examples = {
  'account identities': (view) => identitiesPage(view, page),
  'account identities, the last one': (view) =>
    identitiesPage(view, { ...page, identities: page.identities.slice(0, 1), isLast: true }),
  'account identities, connected': (view) =>
    identitiesPage(view, { ...page, notice: 'account.notice.identity_linked' }),
  'account identities, taken': (view) =>
    identitiesPage(view, { ...page, notice: 'account.notice.identity_taken' }),
  'account identities, none': (view) =>
    identitiesPage(view, { ...page, identities: [], providers: [] }),
};
