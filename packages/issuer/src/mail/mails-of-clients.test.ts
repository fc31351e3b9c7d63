import { afterAll, beforeAll, expect, test } from 'vitest';
import { startMailServer } from '../../../../testing/mail-server.ts';
import { createVisitor } from '../../../../testing/visitor.ts';
import {
  type People,
  redirectUri,
  shopClient,
  startPeople,
} from '../registration/people.fixture.ts';
import { routes } from '../routes.ts';
import { settingsOf } from './mail-settings.fixture.ts';

const png = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1').toString('base64');
const logo = `data:image/png;base64,${png}`;
const password = 'a quiet harbour at night';

let server: Awaited<ReturnType<typeof startMailServer>>;
let people: People;
beforeAll(async () => {
  server = await startMailServer();
  const own = { name: 'For Partners', logo, colors: { accent: '#1d4ed8' } };
  people = await startPeople(
    {
      clients: [shopClient, { ...shopClient, id: 'partner', name: 'Partner', branding: own }],
      branding: { name: 'Walnut', colors: { accent: '#9a3412' } },
      registration: { mode: 'open' },
      sign_in: { ways: ['password', 'email_code'] },
    },
    { mail: settingsOf({ smtp: server.url }) },
  );
});
afterAll(async () => {
  await people.issuer.close();
  await server.close();
});

const look = { shop: ['Walnut', '#9a3412'], partner: ['For Partners', '#1d4ed8'] } as const;
type Client = keyof typeof look;

async function arriveAt(client_id: Client) {
  const visitor = createVisitor();
  const parameters = { client_id, redirect_uri: redirectUri };
  return people.personAt(visitor, await people.ask(visitor, parameters));
}

/** The next mail has the look of this client, and nothing of the other one. */
async function expectLook(client: Client, to: string) {
  const { to: recipients, parsed } = await server.next();
  expect(recipients).toEqual([to]);
  const said = `${parsed.subject} ${parsed.text} ${parsed.html}`;
  const [name, color] = look[client];
  expect(said).toContain(name);
  // Of buttons.
  if (said.includes('<a href')) expect(said).toContain(color);
  for (const part of look[client === 'shop' ? 'partner' : 'shop']) expect(said).not.toContain(part);
  const picture = `${people.issuer.url}/branding/logo?of=partner`;
  expect(said.includes(picture.replaceAll('&', '&amp;'))).toBe(client === 'partner');
}

test.each(['partner', 'shop'] as const)(
  'mails of a sign-in to %s have its look',
  async (client) => {
    const email = people.newAddress();
    await people.account(email, { password });
    const asking: [path: (id: string) => string, email: string][] = [
      [routes.emailCode, email],
      [routes.forgotPassword, email],
      [routes.register, people.newAddress()],
      [routes.register, email],
    ];
    for (const [path, of] of asking) {
      const person = await arriveAt(client);
      const page = await person.get(routes.signIn(person.id));
      await person.send(path(person.id), { email: of }, page);
      await expectLook(client, of);
    }
    // Of the second browser, the owner is told.
    for (const _ of ['first', 'second']) {
      const person = await arriveAt(client);
      await person.follow(await person.send(routes.signIn(person.id), { email, password }));
    }
    await expectLook(client, email);
  },
);

test('a mail of no sign-in has that of the service', async () => {
  const { mail, sql } = people.issuer.context;
  const to = people.newAddress();
  const parameters = { at: new Date(), factor: 'Key', link: 'https://id.example/account' };
  const order = { kind: 'factor-removed', to, language: 'en', network: null } as const;
  await mail.queue(sql, { ...order, parameters, expiresAt: null });
  await expectLook('shop', to);
});
