import { html } from '../../http/html.ts';
import type { Examples } from '../../pages/examples.fixture.ts';
import { buttonForm } from '../../pages/parts/button.ts';
import { items, panel } from '../../pages/parts/items.ts';
import { accountLayout } from '../account.layout.ts';
import { exampleFrame } from '../frame.fixture.ts';
import { overviewPage } from './overview.page.ts';

const frame = exampleFrame('overview');
const page = {
  ...{ ...frame, setUpFactor: null },
  account: { name: 'Alice Walnut', email: 'alice@example.com' },
};

const remove = buttonForm({ action: '#', csrf: 'csrf', label: 'Remove', kind: 'danger' });

export const examples: Examples = {
  'account overview': (view) => overviewPage(view, page),
  'account without a second factor': (view) =>
    overviewPage(view, { ...page, setUpFactor: '/account/authenticator' }),
  'account after something was not sent': (view) =>
    overviewPage(view, { ...page, notice: 'account.notice.another_sign_in' }),
  'parts: rows of the account': (view) =>
    accountLayout(view, frame, {
      title: 'Rows',
      content: html`${items([
        {
          title: 'Laptop',
          details: ['Firefox on Linux', 'Today'],
          badge: 'This device',
          isCurrent: true,
        },
        { title: 'Telephone', actions: remove },
      ])}${panel({ heading: 'A part of its own', text: 'What it is for.', content: remove })}`,
    }),
};
