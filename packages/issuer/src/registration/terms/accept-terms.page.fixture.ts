import type { Examples } from '../../pages/examples.fixture.ts';
import { type AcceptTermsPage, acceptTermsPage } from './accept-terms.page.ts';

const page: AcceptTermsPage = {
  ...{ interaction: '1', csrf: 'csrf', action: '/terms/1', email: 'alice@example.com' },
  ...{ asked: 'asked', terms: { url: 'https://shop.example/terms', version: '2026-11-01' } },
};

export const examples: Examples = {
  'new terms': (view) => acceptTermsPage(view, page),
  'new terms, not agreed to': (view) => acceptTermsPage(view, { ...page, problem: 'missing' }),
  'new terms, changed while they were read': (view) =>
    acceptTermsPage(view, { ...page, problem: 'changed' }),
};
