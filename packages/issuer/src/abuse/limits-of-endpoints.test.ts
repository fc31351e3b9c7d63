import { afterAll, beforeAll, expect, test } from 'vitest';
import { createVisitor } from '../../../../testing/visitor.ts';
import { rateLimits } from '../listen/limits.ts';
import { withoutEmail } from '../mail/mail-settings.ts';
import { type People, startPeople } from '../registration/people.fixture.ts';
import { everyEndpoint } from './every-endpoint.fixture.ts';

/**
 * What bounds how often each endpoint does something that costs others, before there is a credential. Write a
 * new endpoint into the right group, or give it a limit first.
 */
const groups = {
  'reads, and asks for what cannot be guessed (128 bits or more)': [
    ...[
      'GET /health/live',
      'GET /health/ready',
      'GET /.well-known/openid-configuration',
      'GET /.well-known/authzen-configuration',
      'GET /jwks',
      'GET /',
    ],
    ...['GET /.well-known/oauth-authorization-server', 'GET /assets/:name', 'GET /branding/:name'],
    ...['GET /userinfo', 'POST /userinfo', 'POST /links/redeem', 'GET /logout', 'POST /logout'],
    ...['GET /authorize/:interaction', 'POST /authorize', 'POST /language', 'GET /invitation'],
    ...['GET /magic-link/:interaction/open', 'POST /magic-link/:interaction/open'],
    ...['GET /register/:interaction/open', 'POST /register/:interaction/open'],
    ...['GET /register/:interaction/code', 'GET /register/:interaction/details'],
    ...['GET /reset-password', 'POST /reset-password', 'POST /invitation'],
    ...['GET /verify-address', 'POST /verify-address', 'GET /.well-known/change-password'],
    ...['GET /email-code/:interaction/check', 'GET /magic-link/:interaction/check'],
    'GET /federation/:provider/start/:interaction',
    ...['GET /federation/:provider/callback', 'POST /federation/:provider/callback'],
    ...['GET /dev/mail', 'GET /dev/mail/:id', 'GET /dev/mail/:id/html'],
    ...['GET /device/allowed', 'GET /device/denied', 'GET /device/over'],
    ...['POST /interaction/:interaction/cancel', 'POST /sign-in/:interaction/cancel-link'],
  ],
  'begins a sign-in: 600 a minute in a network': [
    ...['GET /authorize', 'GET /authorize/:interaction/again'],
    ...['GET /device', 'GET /device/:interaction'],
    ...[
      'GET /sign-in/:interaction',
      'GET /email-code/:interaction',
      'GET /magic-link/:interaction',
    ],
    ...['GET /register/:interaction', 'GET /forgot-password/:interaction'],
    ...['GET /consent/:interaction', 'GET /totp/:interaction', 'GET /recovery-code/:interaction'],
    ...[
      'GET /confirm-mailbox/:interaction',
      'GET /passkey/:interaction',
      'GET /set-up-factor/:interaction',
    ],
    ...['GET /set-up-passkey/:interaction', 'GET /set-up-totp/:interaction'],
    ...[
      'GET /change-password/:interaction',
      'GET /terms/:interaction',
      'GET /select-account/:interaction',
      'POST /federation/:provider/start/:interaction',
    ],
  ],
  'the secret of a client: 20 wrong ones a minute from a network': [
    ...['POST /token', 'POST /introspect', 'POST /revoke', 'POST /links', 'GET /links/:id'],
    ...['DELETE /links/:id', 'POST /access/v1/evaluation', 'POST /access/v1/evaluations'],
  ],
  'a password or a code of an app: the throttle': [
    ...['POST /sign-in/:interaction', 'POST /totp/:interaction'],
    ...['POST /recovery-code/:interaction', 'POST /account/password'],
  ],
  'a device: the throttle, of codes for people who are signed in, of requests for its client and network':
    ['POST /device', 'POST /device_authorization'],
  'a code of a mail: five attempts each': [
    ...['POST /email-code/:interaction/check', 'POST /magic-link/:interaction/check'],
    'POST /confirm-mailbox/:interaction/check',
    'POST /register/:interaction/code',
  ],
  'sends a mail: by recipient and network': [
    ...['POST /email-code/:interaction', 'POST /magic-link/:interaction'],
    ...['POST /register/:interaction', 'POST /forgot-password/:interaction'],
  ],
  'only after a proof of who one is, in this sign-in': [
    ...['POST /consent/:interaction', 'POST /register/:interaction/details'],
    'POST /device/:interaction',
    ...['POST /passkey/:interaction', 'POST /set-up-passkey/:interaction'],
    ...[
      'POST /set-up-totp/:interaction',
      'POST /terms/:interaction',
      'POST /select-account/:interaction',
      'POST /change-password/:interaction',
    ],
    ...['GET /verify-address/:interaction', 'POST /verify-address/:interaction'],
    'POST /verify-address/:interaction/code',
    'POST /confirm-mailbox/:interaction',
  ],
} as const;
/** A session, or a token with a permission. */
const signedIn = / \/(account|admin\/v1)(\/|$)/;

let people: People;
beforeAll(async () => {
  const url = 'http://localhost';
  const once = { hour: 1, day: 1 };
  const mail = { ...withoutEmail(url, true), limits: { recipient: once, network: once } };
  people = await startPeople(
    { registration: { mode: 'open' }, sign_in: { ways: ['password', 'email_code', 'magic_link'] } },
    { mail },
  );
});
afterAll(() => people.issuer.close());

test('each endpoint has its limit', () => {
  const declared = Object.values(groups).flat() as string[];
  const mounted = everyEndpoint(people.issuer.context).map(
    ({ method, path }) => `${method} ${path}`,
  );
  expect(mounted.filter((each) => !declared.includes(each) && !signedIn.test(each))).toEqual([]);
  expect(declared.filter((each) => !mounted.includes(each))).toEqual([]);
  expect(declared).toEqual([...new Set(declared)]);
});

test.each(groups['sends a mail: by recipient and network'])(
  '%s sends one, as it is set here',
  async (endpoint) => {
    await people.issuer.context.sql`truncate mail_limits`;
    const path = (id: string) => endpoint.slice('POST '.length).replace(':interaction', id);
    const send = async (email: string, address: string) => {
      const person = await people.arrive(createVisitor(address));
      return (await person.send(path(person.id), { email })).status;
    };
    const [one, other] = [people.newAddress(), people.newAddress()];
    expect(await send(one, '198.51.100.201')).toBe(303);
    expect(await send(one, '198.51.100.202')).toBe(429);
    expect(await send(other, '198.51.100.201')).toBe(429);
  },
);

test('no page of a network that has begun too many begins another one', async () => {
  const address = '198.51.100.203';
  const person = await people.arrive(createVisitor(address));
  const { rates } = people.issuer.context;
  const csrf = /name="csrf" value="([^"]*)"/.exec(
    (await person.get(`/sign-in/${person.id}`)).text,
  )![1]!;
  for (let time = 0; time < rateLimits.signInsBegun.times; time++)
    rates.signInsBegun.count(address);
  const begun = async () => {
    const [row] = await people.issuer.context.sql<{ count: number }[]>`
      select ((select count(*) from authorization_requests)
        + (select count(*) from federation_attempts))::int as count`;
    return row!.count;
  };
  const before = await begun();
  // Another browser of the network, in which each page would have to begin anew.
  const other = createVisitor(address);
  for (const endpoint of groups['begins a sign-in: 600 a minute in a network']) {
    const [method, path] = endpoint.split(' ') as [string, string];
    const at =
      people.issuer.url + path.replace(':interaction', person.id).replace(':provider', 'acme');
    if (method === 'GET') await other.get(at);
    else expect((await person.visitor.post(at, { csrf })).status).toBe(503);
  }
  expect(await begun()).toBe(before);
});
