import { expect, test } from 'vitest';
import { declaredTrustedIssuer } from './trusted-issuer-declaration.ts';
import { checkTrustedIssuers } from './trusted-issuer-references.ts';

const orders = 'https://orders.example';
const known = {
  issuerUrl: 'https://auth.example',
  apis: new Set([orders]),
  roles: new Set(['support']),
};

function check(changes: object): string[] {
  const entry = {
    issuer: 'https://idp.example',
    audience: orders,
    map: { sub: 'sub' },
    ...changes,
  };
  return checkTrustedIssuers([declaredTrustedIssuer.parse(entry)], known).map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );
}

test('what stands for an API or a role that there is may stand', () => {
  const map = { sub: 'oid', roles: 'groups', role_names: { 'Support Team': 'support' } };
  expect(check({ audiences: { 'api://orders': orders }, without_audience: orders, map })).toEqual(
    [],
  );
});

test.each([
  [
    { audience: 'api://orders' },
    'audience: There is no API api://orders. If that is what the tokens say in aud, write which ' +
      'API it stands for: audiences: { "api://orders": <id of an API> }.',
  ],
  [
    { audiences: { 'api://a': 'urn:a' } },
    'audiences.api://a: There is no API urn:a. Declare it, or correct the name.',
  ],
  [
    { without_audience: 'urn:a' },
    'without_audience: There is no API urn:a. Declare it, or correct the name.',
  ],
  [
    { map: { sub: 'sub', role_names: { Clerks: 'clerk' } } },
    'map.role_names.Clerks: There is no role clerk. Declare it, or correct the name.',
  ],
  [
    { issuer: 'https://auth.example' },
    'issuer: This is this server. Its tokens are known already.',
  ],
])('%j', (changes, problem) => {
  expect(check(changes)).toEqual([`trusted_issuers.0.${problem}`]);
});
