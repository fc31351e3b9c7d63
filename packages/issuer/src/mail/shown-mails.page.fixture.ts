import type { Examples } from '../pages/examples.fixture.ts';
import { shownMailPage, shownMailsPage } from './shown-mails.page.ts';
import type { ReadableMail } from './shown-mails.service.ts';

const mail: ReadableMail = {
  id: '1',
  recipient: 'alice@example.com',
  createdAt: new Date('2026-11-26T10:20:00Z'),
  rendered: {
    subject: 'Your code for Shop',
    text: 'Type this code: 123 456',
    html: '<p>123 456',
    language: 'en',
  },
};

export const examples: Examples = {
  'mails of a development machine': (view) =>
    shownMailsPage(view, [mail, { ...mail, id: '2', rendered: null }]),
  'mails, when there is none': (view) => shownMailsPage(view, []),
  'mail of a development machine': (view) => shownMailPage(view, mail),
  'mail that was erased': (view) => shownMailPage(view, { ...mail, rendered: null }),
};
