import { expect, test } from 'vitest';
import { clientOf, codeFor } from './kinds.ts';

test('a service gets no redirect, and a call that works', () => {
  const answers = { kind: 'service', id: 'nightly', name: 'Nightly', redirects: '' } as const;
  const apis = ['https://orders.example'];
  expect(clientOf({ ...answers, apis })).toEqual({
    ...{ id: 'nightly', name: 'Nightly', type: 'service', party: 'first', apis },
    grants: ['client_credentials'],
  });
  const made = { kind: 'service', issuer: 'https://id.example', id: 'nightly', apis } as const;
  expect(codeFor({ ...made, secret: 's' })).toBe(
    "curl https://id.example/token -u 'nightly:s' \\\n  -d grant_type=client_credentials \\\n  -d resource=https://orders.example",
  );
});

test('an app on a device has no secret to be told of', () => {
  const made = { kind: 'native', issuer: 'https://id.example', id: 'app', apis: [] } as const;
  expect(codeFor({ ...made, secret: null })).not.toContain('SECRET');
});

test('what partners make is asked about', () => {
  const answers = {
    kind: 'partner',
    id: 'p',
    name: 'P',
    redirects: 'https://a.example/cb',
    apis: [],
  };
  expect(clientOf({ ...answers, kind: 'partner' })).toMatchObject({
    party: 'third',
    redirect_uris: ['https://a.example/cb'],
  });
});
