import type { Examples } from '../../pages/examples.fixture.ts';
import { exampleFrame } from '../frame.fixture.ts';
import { authenticatorPage } from './authenticator.page.ts';

const frame = exampleFrame('authenticator');
const app = { setUpAt: new Date('2026-03-14T09:26:00Z') };
export const examples: Examples = {
  'account authenticator': (view) => authenticatorPage(view, { ...frame, app, codesLeft: 7 }),
  'account authenticator, none': (view) =>
    authenticatorPage(view, { ...frame, app: null, codesLeft: null }),
  'account authenticator, none, with a passkey': (view) =>
    authenticatorPage(view, { ...frame, app: null, codesLeft: 10 }),
  'account authenticator was removed': (view) =>
    authenticatorPage(view, {
      ...{ ...frame, app: null, codesLeft: null, notice: 'account.notice.app_removed' },
    }),
  'account authenticator is the last factor': (view) =>
    authenticatorPage(view, { ...frame, app, codesLeft: 1, isLast: true }),
};
