import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestIssuer, type TestIssuer } from '../../../testing/issuer.ts';

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer({});
});
afterAll(() => issuer.close());

const statusOf = async (base: string, path: string, method: string) => {
  const headers = { authorization: issuer.gatewayAuthorization };
  const answer = await fetch(base + path, { method, headers });
  await answer.arrayBuffer();
  return answer.status;
};

test.each(['swap', 'members', 'lease', 'changes', 'leave', 'routes'])(
  'the public listener has no /internal/%s, also for a gateway',
  async (name) => {
    expect(await statusOf(issuer.url, `/internal/${name}`, 'POST')).toBe(404);
    expect(await statusOf(issuer.internalUrl, `/internal/${name}`, 'POST')).not.toBe(404);
  },
);

test.each([
  ['GET', '/authorize'],
  ['GET', '/.well-known/openid-configuration'],
  ['POST', '/introspect'],
  ['POST', '/links/redeem'],
])('the internal listener has no %s %s', async (method, path) => {
  expect(await statusOf(issuer.internalUrl, path, method)).toBe(404);
});

test.each(['/token', '/userinfo', '/revoke', '/jwks', '/.well-known/openid-configuration'])(
  'a page that traces its requests may call %s',
  async (path) => {
    const answer = await fetch(issuer.url + path, {
      method: 'OPTIONS',
      headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' },
    });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-headers')).toBe(
      'authorization, content-type, traceparent, tracestate, baggage, sentry-trace',
    );
  },
);
