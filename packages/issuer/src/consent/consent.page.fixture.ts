import type { Examples } from '../pages/examples.fixture.ts';
import { consentPage } from './consent.page.ts';
import { describeTarget } from './describe-target.ts';

const to = (redirectUri: string) => ({
  clientName: 'Shop CLI',
  target: describeTarget(redirectUri),
  action: '/consent/1',
  csrf: 'csrf',
});

export const examples: Examples = {
  consent: (view) => consentPage(view, to('http://127.0.0.1:41823/callback')),
  'consent for an app': (view) => consentPage(view, to('com.example.shop:/callback')),
  'consent for a site': (view) => consentPage(view, to('https://shop.example/callback')),
};
