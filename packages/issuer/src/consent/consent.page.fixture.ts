import type { Examples } from '../pages/examples.fixture.ts';
import { consentPage } from './consent.page.ts';
import { describeTarget } from './describe-target.ts';
import { exampleWords } from './words.fixture.ts';

const order = { api: 'https://orders.example', type: 'order' };
/** One with words, one whose words are gone, and one of the longest, with no place to break. */
const details = [
  { ...order, identifier: '42', actions: ['read'] },
  { ...order, identifier: '43', actions: ['cancel'] },
  { ...order, identifier: '1234567890'.repeat(20), actions: ['read'] },
];

const to = (redirectUri: string) => ({
  clientName: 'Shop CLI',
  asked: null,
  access: { scope: [], apis: [], details: [] },
  words: exampleWords,
  target: describeTarget(redirectUri),
  action: '/consent/1',
  csrf: 'csrf',
});

export const examples: Examples = {
  consent: (view) => consentPage(view, to('http://127.0.0.1:41823/callback')),
  'consent for an app': (view) => consentPage(view, to('com.example.shop:/callback')),
  'consent for a third party': (view) =>
    consentPage(view, {
      ...to('https://partner.example/callback'),
      clientName: 'Partner Analytics',
      asked: {
        account: 'alice@example.com',
        mark: 'mark',
      },
      access: {
        scope: ['openid', 'profile', 'email', 'offline_access', 'newsletter', 'statistics'],
        apis: ['Orders', { en: 'Reports', de: 'Berichte' }],
        details: [],
      },
    }),
  'consent for single things': (view) =>
    consentPage(view, {
      ...to('com.example.shop:/callback'),
      access: { scope: [], apis: [], details },
    }),
  'consent for single things of a third party': (view) =>
    consentPage(view, {
      ...to('https://partner.example/callback'),
      clientName: 'Partner Analytics',
      asked: { account: 'alice@example.com', mark: 'mark' },
      access: { scope: ['openid'], apis: [], details },
    }),
  'consent for a site': (view) => consentPage(view, to('https://shop.example/callback')),
};
