import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { shop } from '../../../../testing/shop.ts';
import { metadata } from './discovery.endpoint.ts';

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer(shop);
});
afterAll(() => issuer.close());

test.each(['openid-configuration', 'oauth-authorization-server'])(
  'the metadata is at /.well-known/%s',
  async (name) => {
    const answer = await fetch(`${issuer.url}/.well-known/${name}`);
    expect(await answer.json()).toEqual(metadata(issuer.url));
    expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
  },
);

test('the keys are those that sign, in public', async () => {
  const answer = await fetch(`${issuer.url}/jwks`);
  expect(answer.headers.get('content-type')).toBe('application/jwk-set+json');
  const { keys } = (await answer.json()) as { keys: Record<string, string>[] };
  const signing = (['ES256', 'RS256'] as const).map((alg) => issuer.context.keys.signing(alg).kid);
  expect(keys.map(({ kid }) => kid)).toEqual(expect.arrayContaining(signing));
  expect(keys.filter((key) => 'd' in key)).toEqual([]);
});
