import type { Examples } from '../../pages/examples.fixture.ts';
import { type AcceptInvitationPage, acceptInvitationPage } from './accept-invitation.page.ts';

const page: AcceptInvitationPage = {
  ...{ action: '/invitation', csrf: 'csrf', secret: 'secret', email: 'alice@example.com' },
  ...{ hasAccount: false, password: { minimum: 12 }, values: { name: 'Alice' }, problems: {} },
  ...{
    terms: { url: 'https://shop.example/terms', version: '2026-11-01' },
    fields: [{ name: 'name', required: true }],
  },
};

export const examples: Examples = {
  'invitation of a new person': (view) => acceptInvitationPage(view, page),
  'invitation with a password that is refused': (view) =>
    acceptInvitationPage(view, { ...page, password: { minimum: 12, problem: 'personal' } }),
  'invitation of a person with an account': (view) =>
    acceptInvitationPage(view, { ...page, hasAccount: true, terms: null }),
};
