import type { Examples } from '../pages/examples.fixture.ts';
import { confirmMailboxPage } from './confirm-mailbox.page.ts';

const page = {
  ...{ interaction: '1', csrf: 'csrf', action: '/confirm-mailbox/1', email: 'alice@example.com' },
};

export const examples: Examples = {
  'mailbox before a second step': (view) => confirmMailboxPage(view, { ...page, isOver: false }),
  'mailbox before a second step, code over': (view) =>
    confirmMailboxPage(view, { ...page, isOver: true }),
};
