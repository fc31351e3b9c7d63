import type { Examples } from '../pages/examples.fixture.ts';
import { consentPage } from './consent.page.ts';
import { describeTarget } from './describe-target.ts';

const to = (redirectUri: string) => ({
  clientName: 'Shop CLI',
  asked: null,
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
        scope: ['openid', 'profile', 'email', 'offline_access', 'newsletter'],
        apis: ['Orders', 'Reports'],
        mark: 'mark',
      },
    }),
  'consent for a site': (view) => consentPage(view, to('https://shop.example/callback')),
};
