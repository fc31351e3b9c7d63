import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestIssuer, type TestIssuer } from '../../../../../testing/issuer.ts';
import { alice, orders, secret, shop } from '../../../../../testing/shop.ts';
import { signInToShop } from '../../../../../testing/sign-in.ts';
import { createPerson } from '../person.fixture.ts';

const path = '/account/applications';
const partner = {
  ...{ id: 'partner', name: 'Partner <Analytics>', type: 'web', party: 'third' },
  ...{ secret: secret('partner'), redirect_uris: ['https://partner.example/callback'] },
  ...{
    grants: ['authorization_code'],
    scopes: ['openid', 'email', 'statistics', 'toString'],
    apis: [orders],
  },
};

let issuer: TestIssuer;
let userId: string;
beforeAll(async () => {
  issuer = await startTestIssuer({ ...shop, clients: [...shop.clients, partner] });
  const [row] = await issuer.context.sql<{ id: string }[]>`
    select id from users where email = ${alice.email}`;
  userId = row!.id;
});
afterAll(() => issuer.close());

const swap = async (token: string) => {
  const answer = await fetch(`${issuer.internalUrl}/internal/swap`, {
    method: 'POST',
    headers: { authorization: issuer.gatewayAuthorization, 'content-type': 'application/json' },
    body: JSON.stringify({ leased: true, swaps: [{ token, audience: orders }] }),
  });
  const { results } = (await answer.json()) as { results: object[] };
  return 'jwt' in results[0]!;
};

test('everything that may act for a person is listed in words, and ends when it is taken back', async () => {
  const { sql, clock } = issuer.context;
  const person = createPerson(issuer);
  expect((await person.signIn()).status).toBe(200);
  expect((await person.open(path)).text).toContain('No applications');
  await sql`
    insert into consents (user_id, client_id, scope, apis, given_at)
    values (${userId}, 'partner', '{openid,email,statistics,toString}', ${[orders]}, ${clock.now()})`;
  const tokens = await signInToShop(issuer.url);
  expect(await swap(tokens.access_token)).toBe(true);

  const page = await person.open(path);
  for (const told of [
    ...['Partner &lt;Analytics&gt;', 'Of a third party', 'See your e-mail address'],
    ...[
      '“statistics”',
      '“toString”',
      'Use Orders in your name',
      'You agreed on',
      'Last signed in on',
    ],
  ]) {
    expect(page.text).toContain(told);
  }

  const revoke = async (client: string) =>
    person.follow(await person.send(page, { client }, `${path}/revoke`));
  expect((await revoke('shop-web')).text).toContain('can no longer use your account');
  expect(await swap(tokens.access_token)).toBe(false);
  const after = await revoke('partner');
  expect(after.text).toContain('No applications');
  const events = await sql`
    select actor from audit_events where action = 'consent.revoke' order by id`;
  expect(events).toEqual([{ actor: `user:${userId}` }, { actor: `user:${userId}` }]);
  // Pressed twice, or made up.
  for (const client of ['partner', '', 'x'.repeat(300), 'no\u0000ne']) {
    expect((await revoke(client)).status).toBeLessThan(500);
  }
});
