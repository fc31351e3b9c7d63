import { afterAll, beforeAll, expect, test } from 'vitest';
import { authorizeUrl, verifier } from '../../../../testing/code-flow.ts';
import { basic, startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { alice, orders, secret, shop, webRedirect } from '../../../../testing/shop.ts';
import { createVisitor, csrfOf } from '../../../../testing/visitor.ts';
import { runFrom } from '../runtime/request-source.ts';
import { recordAudit } from './audit.service.ts';

let issuer: TestIssuer;

beforeAll(async () => {
  // The requests share two connections: one that waits is resumed by an event of another request.
  issuer = await startTestIssuer(shop, {
    trustedProxies: ['127.0.0.0/8', '::1'],
    databaseConnections: 2,
  });
});
afterAll(() => issuer.close());

const eventsOf = (action: string) => issuer.context.sql<{ address: string | null }[]>`
  select address, network, user_agent as "userAgent" from audit_events
  where action = ${action} order by address`;

const addresses = ['198.51.100.1', '198.51.100.2', '198.51.100.3', '2001:db8:1:2::5'];

test('events of requests at the same moment keep where each of them came from', async () => {
  await Promise.all(
    addresses.map(async (address) => {
      const browser = createVisitor(address);
      const client = { clientId: 'shop-web', redirectUri: webRedirect };
      const asked = { issuer: issuer.url, ...client, codeVerifier: verifier(), scope: 'openid' };
      const begun = await browser.get(authorizeUrl(asked));
      const form = await browser.get(begun.next!);
      const typed = { csrf: csrfOf(form), email: alice.email, password: 'wrong' };
      expect((await browser.post(form.url, typed)).status).toBe(403);
    }),
  );
  const networks = [...addresses.slice(0, 3), '2001:db8:1:2::/64'];
  // Answers do not wait for this event.
  await expect
    .poll(() => eventsOf('session.refuse'))
    .toEqual(
      addresses.map((address, index) => ({ address, network: networks[index], userAgent: 'node' })),
    );
});

test('links that share a statement keep it for each of them, and what is kept has a bound', async () => {
  const made = await Promise.all(
    addresses.map((address) =>
      fetch(`${issuer.url}/links`, {
        method: 'POST',
        headers: {
          authorization: basic('shop-api', secret('shop-api')),
          'content-type': 'application/json',
          'x-forwarded-for': address,
          'user-agent': 'x'.repeat(2_000),
        },
        body: JSON.stringify({
          ...{ url: 'https://shop.example/landing', api: orders },
          permissions: ['orders:read'],
        }),
      }),
    ),
  );
  expect(made.map(({ status }) => status)).toEqual(Array(4).fill(201));
  expect(await eventsOf('link.create')).toMatchObject(
    addresses.map((address) => ({ address, userAgent: 'x'.repeat(512) })),
  );
});

test('what the server does by itself comes from nowhere, whichever request set it off', async () => {
  const source = { address: '198.51.100.1', network: '198.51.100.1', userAgent: null };
  const { sql, clock } = issuer.context;
  const event = { at: clock.now(), action: 'mail.fail', actor: 'issuer' } as const;
  await runFrom(
    () => source,
    () => recordAudit(sql, { ...event, subjects: [] }),
  );
  const nowhere = { address: null, network: null, userAgent: null };
  expect(await eventsOf('mail.fail')).toEqual([nowhere]);
  expect(await eventsOf('configuration.apply')).toEqual([nowhere]);
});
