import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { shop } from '../../../../testing/shop.ts';
import { open, post } from './sockets.fixture.ts';

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer(shop);
});
afterAll(() => issuer.close());

/** The answer to one request of another caller, and after how many milliseconds it came. */
async function ask(url: string, path: string, init: RequestInit = {}) {
  const begun = performance.now();
  const answer = await fetch(url + path, init);
  await answer.arrayBuffer();
  return { status: answer.status, ms: performance.now() - begun };
}

test('4,000 half-sent bodies, without a credential, are in the way of no one', async () => {
  const lease = {
    method: 'POST',
    headers: { authorization: issuer.gatewayAuthorization, 'content-type': 'application/json' },
    body: '{}',
  };
  const others = async () => ({
    live: await ask(issuer.url, '/health/live'),
    ready: await ask(issuer.url, '/health/ready'),
    token: await ask(issuer.url, '/token', { method: 'POST', body: new URLSearchParams() }),
    gateway: await ask(issuer.internalUrl, '/internal/routes', lease),
  });
  const before = await others();
  let opened = 0;
  const seen: Awaited<ReturnType<typeof others>>[] = [];
  const attack = async () => {
    while (opened < 4_000) {
      opened++;
      void (await open(issuer.url, post('/token', 10, 'x')));
    }
  };
  await Promise.all([
    ...Array.from({ length: 16 }, attack),
    (async () => {
      while (opened < 4_000) seen.push(await others());
      for (let at = 0; at < 20; at++) seen.push(await others());
    })(),
  ]);
  for (const name of ['live', 'ready', 'token', 'gateway'] as const) {
    const all = seen.map((each) => each[name]);
    const slowest = Math.max(...all.map(({ ms }) => ms)).toFixed(0);
    console.log(
      `${name}: ${all.length} asked, slowest ${slowest} ms, before ${before[name].ms.toFixed(0)} ms`,
    );
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([before[name].status]));
  }
});
