/** A device that signs a person in on their phone (RFC 8628). */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { codeBlocks } from '../../../../docs/checks/code-blocks.ts';
import { startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { alice, bob, orders, reports, secret, shop } from '../../../../testing/shop.ts';
import { createVisitor, csrfOf, type Visit, type Visitor } from '../../../../testing/visitor.ts';
import { revokeApplication } from '../consent/applications.service.ts';
import { connect, type Sql } from '../database/connection.ts';
import {
  findDeviceRequest,
  pollDeviceRequest,
} from '../device-requests/device-requests.service.ts';
import { anAdministrator } from '../directory/context.fixture.ts';
import { updateUser } from '../directory/users/change-users.service.ts';
import { createCodeRedeemer } from '../grants/code-redeemer.service.ts';
import { createRefreshTokenKeeper } from '../grants/refresh-token-keeper.service.ts';
import { Parameters } from '../http/parameters.ts';
import { maintain } from '../maintenance.ts';
import { sha256 } from '../runtime/sha256.ts';
import { deviceCode } from '../token-endpoint/device-code.service.ts';
import { opaqueTokenBytes } from '../tokens/opaque-token.ts';
import {
  answerFields,
  type Begun,
  createDevices,
  type DeviceAnswer,
  openPage,
  press,
  typeCode,
} from './device-sign-in.fixture.ts';

const modules = fileURLToPath(new URL('../../../../node_modules', import.meta.url));
const grant = 'urn:ietf:params:oauth:grant-type:device_code';
const cli = {
  id: 'device-cli',
  name: 'Shop CLI',
  type: 'native',
  grants: [grant, 'refresh_token'],
  scopes: ['openid', 'profile', 'email', 'offline_access'],
  apis: [orders],
};
const clients = [
  ...shop.clients,
  cli,
  {
    ...{ ...cli, id: 'television', name: 'Television', type: 'web', party: 'third' },
    ...{ grants: [grant], secret: secret('television') },
  },
  { ...cli, id: 'strict-cli', name: 'Strict CLI', sign_in: { acr: 'aal2' } },
];

let issuer: TestIssuer;
let devices: ReturnType<typeof createDevices>;
let television: ReturnType<typeof createDevices>;
/** Alice is signed in here. */
let phone: Visitor;
let page: Visit;

beforeAll(async () => {
  issuer = await startTestIssuer({ ...shop, clients });
  devices = createDevices(issuer, { id: 'device-cli' });
  television = createDevices(issuer, { id: 'television', secret: secret('television') });
  phone = createVisitor();
  page = await openPage(phone, `${issuer.url}/device`);
});
afterAll(() => issuer.close());
beforeEach(async () => {
  await issuer.context.sql`truncate sign_in_throttles`;
});

const begin = (fields?: Record<string, string>): Promise<Begun> => devices.ask(fields);
const asked = (begun: Begun, browser = phone, from = page) =>
  typeCode(browser, from, begun.user_code);
const allow = async (begun: Begun) => press(phone, await asked(begun), 'given');
const afterInterval = (begun: Begun, of = devices): Promise<DeviceAnswer> => {
  issuer.clock.advance(begun.interval);
  return of.poll(begun);
};
const userinfo = async ({ access_token }: DeviceAnswer) =>
  (await fetch(`${issuer.url}/userinfo`, { headers: { authorization: `Bearer ${access_token}` } }))
    .status;
const eventsOf = async (action: string) =>
  issuer.context.sql<{ actor: string; subjects: string[] }[]>`
    select actor, subjects from audit_events where action = ${action} order by id desc`;

test('the program of the page signs a person in', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await symlink(modules, join(folder, 'node_modules'));
  await writeFile(join(folder, 'sign-in.mjs'), programOfPage());
  const child = spawn(process.execPath, ['sign-in.mjs'], { cwd: folder });
  onTestFinished(() => void child.kill());
  let printed = '';
  for await (const piece of child.stdout.setEncoding('utf8')) {
    printed += piece;
    const code = /type (\S+)\n$/.exec(printed)?.[1];
    if (code !== undefined) {
      const asking = await typeCode(phone, page, code);
      // As Node names itself to servers.
      expect(asking.text).toContain('openid-client/');
      await press(phone, asking, 'given');
    }
  }
  expect(printed).toMatch(/\nSigned in as [0-9a-f-]{36}\n$/);
}, 20_000);

/** For this issuer, which has no TLS. */
function programOfPage(): string {
  const blocks = codeBlocks('docs/pages/do/sign-in-on-a-device.md');
  const { text } = blocks.find(({ marks }) => marks['title'] === 'sign-in.mjs')!;
  return text
    .replace('https://id.example', issuer.url)
    .replace('shop-cli', 'device-cli')
    .replace('client.None())', 'client.None(), { execute: [client.allowInsecureRequests] })');
}

describe('a person', () => {
  test('lets a device go on, which then has tokens as by a code', async () => {
    const begun = await devices.ask({ scope: 'openid email', resource: orders });
    expect(begun).toMatchObject({
      ...{ status: 200, expires_in: 600, interval: 5 },
      device_code: expect.stringMatching(/^sp_dc_/),
      user_code: expect.stringMatching(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/),
      verification_uri: `${issuer.url}/device`,
      verification_uri_complete: `${issuer.url}/device?user_code=${begun.user_code}`,
    });
    expect(await devices.poll(begun)).toMatchObject({
      status: 400,
      error: 'authorization_pending',
    });
    const asking = await asked(begun);
    for (const words of [
      'Sign a device in to Shop CLI?',
      ...[begun.user_code, alice.email, 'shop-cli/1.4', '127.0.0.1'],
      ...['See your e-mail address', 'Use Orders in your name'],
    ]) {
      expect(asking.text).toContain(words);
    }
    // A sentence of the program's is none of ours.
    expect(asking.text).not.toContain('555 1234');
    expect(asking.text).not.toContain('another network');
    const end = await press(phone, asking, 'given');
    expect(end.text).toContain('You can go back to your device');
    const tokens = await afterInterval(begun);
    expect(tokens).toMatchObject({ status: 200, scope: 'openid email' });
    expect(decodeJwt(tokens.id_token)).toMatchObject({
      ...{ aud: 'device-cli', acr: 'aal1', amr: ['pwd'] },
      auth_time: expect.any(Number),
    });
    expect(await userinfo(tokens)).toBe(200);
    const refreshed = await fetch(`${issuer.url}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        ...{ grant_type: 'refresh_token', refresh_token: tokens.refresh_token! },
        client_id: 'device-cli',
      }),
    });
    expect(refreshed.status).toBe(200);
    const [event] = await eventsOf('device_request.allow');
    expect(event!.subjects).toEqual(
      expect.arrayContaining([event!.actor, 'client:device-cli', expect.stringMatching(/^grant:/)]),
    );
    expect((await phone.get(`${issuer.url}/account/applications`)).text).toContain('Shop CLI');
  });

  test('signs in first, and the code of the address waits in the field', async () => {
    const begun = await begin();
    const browser = createVisitor();
    const shown = await openPage(browser, begun.verification_uri_complete);
    expect(shown.text).toContain(`value="${begun.user_code}"`);
    const typed = begun.user_code.replace('-', '').toLowerCase().replace(/./g, '$& ');
    expect((await typeCode(browser, shown, typed)).text).toContain(begun.user_code);
  });

  test('is always asked, also of an application of our own', async () => {
    await allow(await begin());
    const asking = await asked(await begin());
    expect(asking.url).toContain('/device/');
    const id = asking.url.split('/').at(-1)!;
    expect((await phone.get(`${issuer.url}/authorize/${id}`)).next).toBe(asking.url);
    // The page for browsers tells less, and is none for devices.
    expect((await phone.get(`${issuer.url}/consent/${id}`)).next).toContain('/authorize/');
    const posted = { csrf: csrfOf(asking), answer: 'given' };
    await phone.post(`${issuer.url}/consent/${id}`, posted);
    await phone.post(asking.url, { ...posted, asked: 'something else' });
    expect((await phone.get(`${issuer.url}/authorize/${id}`)).next).toBe(asking.url);
  });

  test('did not start it: the device is told so, and nothing changes that', async () => {
    const begun = await begin();
    const [first, second] = [await asked(begun), await asked(begun)];
    expect((await press(phone, first, 'denied')).text).toContain('The device gets no access');
    expect((await press(phone, second, 'given')).text).toContain('This request is over');
    expect(await devices.poll(begun)).toMatchObject({ status: 400, error: 'access_denied' });
    expect(await afterInterval(begun)).toMatchObject({ error: 'access_denied' });
    const [event] = await eventsOf('device_request.deny');
    expect(event!.subjects).toEqual([event!.actor, 'client:device-cli']);
  });

  test('is warned where the device is in another network', async () => {
    const elsewhere = createVisitor('192.0.2.9');
    const shown = await openPage(elsewhere, `${issuer.url}/device`);
    expect((await asked(await begin(), elsewhere, shown)).text).toContain('another network');
  });

  test('agrees to a third party, and is asked the next time, too', async () => {
    const begun = await television.ask();
    expect((await press(phone, await asked(begun), 'given')).url).toContain('/device/allowed');
    expect(await eventsOf('consent.give')).toHaveLength(1);
    const tokens = await afterInterval(begun, television);
    expect(tokens).toMatchObject({ status: 200 });
    // It may not use refresh tokens.
    expect(tokens.refresh_token).toBeUndefined();
    expect((await asked(await television.ask())).url).toContain('/device/');
  });

  test('signs in as the client demands it', async () => {
    const strict = createDevices(issuer, { id: 'strict-cli' });
    const next = await asked(await strict.ask());
    expect(next.url).not.toContain('/device');
    await phone.post(`${issuer.url}/interaction/${next.url.split('/').at(-1)}/cancel`, {
      csrf: csrfOf(page),
    });
  });

  test('who leaves the sign-in on the way has said no', async () => {
    const begun = await begin();
    const asking = await asked(begun);
    const id = asking.url.split('/').at(-1)!;
    const left = await phone.post(`${issuer.url}/interaction/${id}/cancel`, {
      csrf: csrfOf(asking),
    });
    expect((await phone.get(left.next!)).next).toContain('/device/denied');
    expect(await devices.poll(begun)).toMatchObject({ error: 'access_denied' });
  });

  test('who presses twice is told the same', async () => {
    const begun = await begin();
    const asking = await asked(begun);
    const fields = answerFields(asking, 'given');
    const sent = await Promise.all([
      phone.post(asking.url, fields),
      phone.post(asking.url, fields),
    ]);
    const ends: (string | undefined)[] = [];
    for (const { next } of sent) ends.push((await phone.get(next!)).next);
    expect(ends).toEqual(Array(2).fill(`${issuer.url}/device/allowed`));
  });

  test('is told of a code that is too old, also on the page that asks', async () => {
    const begun = await begin();
    const asking = await asked(begun);
    issuer.clock.advance(601);
    expect((await asked(begun)).text).toContain('This code is wrong');
    expect((await phone.get(asking.url)).next).toContain('/device/over');
    expect((await press(phone, asking, 'given')).text).toContain('This request is over');
    expect(await devices.poll(begun)).toMatchObject({ error: 'expired_token' });
  });
});

describe('a device', () => {
  test('gets what its client may ask for, and no more', async () => {
    const refused = async (fields: Record<string, string>) => (await devices.ask(fields)).error;
    expect(await refused({ scope: 'admin' })).toBe('invalid_scope');
    expect(await refused({ resource: reports })).toBe('invalid_target');
    expect(await refused({ authorization_details: '[]' })).toBe('invalid_authorization_details');
    const other = createDevices(issuer, { id: 'shop-cli' });
    expect((await other.ask()).error).toBe('unauthorized_client');
    expect((await other.poll(await begin())).error).toBe('unauthorized_client');
    const wrong = createDevices(issuer, { id: 'television', secret: 'x'.repeat(32) });
    expect(await wrong.ask()).toMatchObject({ status: 401, error: 'invalid_client' });
  });

  test('of another client learns nothing of a code', async () => {
    const begun = await begin();
    expect(await television.poll(begun)).toMatchObject({ status: 400, error: 'invalid_grant' });
    expect((await television.poll({ device_code: 'sp_dc_nothing' })).error).toBe('invalid_grant');
  });

  test('that asks too early waits longer, by five seconds each time and 30 at most', async () => {
    onTestFinished(issuer.clock.standStill());
    const begun = await begin();
    const told: unknown[] = [];
    for (const seconds of [0, 4, 3, 8, 13, 18, 23, 28, 29]) {
      issuer.clock.advance(seconds);
      const { error } = await devices.poll(begun);
      const [row] = await issuer.context.sql<{ interval: number }[]>`
        select poll_interval as interval from device_requests
        where user_code = ${begun.user_code.replace('-', '')}`;
      told.push([seconds, error, row!.interval]);
    }
    // A second too early is none.
    expect(told).toEqual([
      [0, 'authorization_pending', 5],
      [4, 'authorization_pending', 5],
      [3, 'slow_down', 10],
      [8, 'slow_down', 15],
      [13, 'slow_down', 20],
      [18, 'slow_down', 25],
      [23, 'slow_down', 30],
      [28, 'slow_down', 30],
      [29, 'authorization_pending', 30],
    ]);
  });

  test('that asks many times at once gets tokens once; a code that comes again ends them', async () => {
    const begun = await begin();
    await allow(begun);
    const answers = await Promise.all(Array.from({ length: 20 }, () => devices.poll(begun)));
    const tokens = answers.filter(({ status }) => status === 200);
    expect(tokens).toHaveLength(1);
    expect(answers.filter(({ error }) => error === 'slow_down')).toHaveLength(19);
    expect(await userinfo(tokens[0]!)).toBe(200);
    issuer.clock.advance(30);
    expect(await devices.poll(begun)).toMatchObject({ error: 'invalid_grant' });
    expect(await userinfo(tokens[0]!)).toBe(401);
  });

  test('that asks at two nodes at once gets tokens at one of them', async () => {
    const begun = await begin();
    await allow(begun);
    const others = [0, 1].map(() => connect({ url: issuer.context.settings.databaseUrl, max: 2 }));
    const outcomes = await Promise.allSettled(others.map((sql) => redeemAt(sql, begun)));
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find((each) => each.status === 'rejected')!.reason).toMatchObject({
      code: 'slow_down',
    });
    await Promise.all(others.map((sql) => sql.end()));
  });

  test('whose node dies on the way gets its tokens from the next one', async () => {
    const begun = await begin();
    await allow(begun);
    const bytes = opaqueTokenBytes('device', begun.device_code)!;
    const presented = { codeHash: sha256(bytes), clientId: 'device-cli' };
    const now = issuer.context.clock.now();
    expect(await pollDeviceRequest({ ...presented, now }, issuer.context)).toBe('allowed');
    expect(await afterInterval(begun)).toMatchObject({ status: 200 });
  });

  test('asks for more than was granted, and its code stays good', async () => {
    const begun = await begin();
    await allow(begun);
    expect(await devices.poll(begun, { scope: 'openid email' })).toMatchObject({
      error: 'invalid_scope',
    });
    expect(await afterInterval(begun)).toMatchObject({ status: 200 });
  });

  test('gets nothing once the person is disabled, and what it has ends', async () => {
    const [early, late] = [await begin(), await begin()];
    const browser = createVisitor();
    const shown = await openPage(browser, `${issuer.url}/device`, bob);
    for (const begun of [early, late]) {
      await press(browser, await asked(begun, browser, shown), 'given');
    }
    const tokens = await afterInterval(early);
    expect(await userinfo(tokens)).toBe(200);
    const [user] = await issuer.context.sql<{ id: string }[]>`
      select id from users where email = ${bob.email}`;
    const disable = (disabled: boolean) =>
      updateUser(user!.id, { disabled }, anAdministrator, issuer.context);
    await disable(true);
    onTestFinished(() => disable(false));
    expect(await userinfo(tokens)).toBe(401);
    expect(await devices.poll(late)).toMatchObject({ error: 'invalid_grant' });
  });

  test('loses what it has when the application is taken away, or the person signs out', async () => {
    const begun = await begin();
    await allow(begun);
    const tokens = await afterInterval(begun);
    const browser = createVisitor();
    const shown = await openPage(browser, `${issuer.url}/device`);
    const other = await begin();
    await press(browser, await asked(other, browser, shown), 'given');
    const others = await afterInterval(other);
    const out = await browser.get(`${issuer.url}/logout`);
    await browser.post(`${issuer.url}/logout`, { csrf: csrfOf(out), confirmed: 'yes' });
    expect(await userinfo(others)).toBe(401);
    expect(await userinfo(tokens)).toBe(200);
    const { sub: userId } = decodeJwt(tokens.id_token) as { sub: string };
    const taken = { userId, clientId: 'device-cli' };
    await revokeApplication(taken, { actor: `user:${userId}` }, issuer.context);
    expect(await userinfo(tokens)).toBe(401);
  });
});

describe('limits', () => {
  const wrong = 'BBBB-BBBB';

  test('a person who types wrong codes has to wait, and others do not', async () => {
    const statuses: number[] = [];
    for (let time = 0; time < 11; time++) {
      statuses.push((await typeCode(phone, page, wrong)).status);
    }
    expect(statuses).toEqual([...Array(10).fill(403), 429]);
    const begun = await begin();
    expect((await asked(begun)).status).toBe(429);
    // What is no code at all is no guess.
    expect((await typeCode(phone, page, 'not a code')).status).toBe(403);
    const browser = createVisitor();
    const shown = await openPage(browser, `${issuer.url}/device`, bob);
    expect((await typeCode(browser, shown, wrong)).status).toBe(403);
    expect((await asked(begun, browser, shown)).status).toBe(200);
  });

  test('right codes cost nothing, and give nothing back', async () => {
    for (let time = 0; time < 9; time++) await typeCode(phone, page, wrong);
    for (let time = 0; time < 3; time++) expect((await asked(await begin())).status).toBe(200);
    const statuses = [(await typeCode(phone, page, wrong)).status];
    statuses.push((await typeCode(phone, page, wrong)).status);
    expect(statuses).toEqual([403, 429]);
  });

  test('of one network only so many requests are begun by clients without a secret', async () => {
    onTestFinished(issuer.clock.standStill());
    const begun = await Promise.all(Array.from({ length: 100 }, () => devices.ask()));
    expect(new Set(begun.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await devices.ask()).toMatchObject({ status: 429, error: 'too_many_requests' });
    expect(await television.ask()).toMatchObject({ status: 200 });
  });

  test('a form of another site does nothing', async () => {
    const sent = await phone.post(`${issuer.url}/device`, { user_code: wrong });
    expect(sent).toMatchObject({ status: 303, next: `${issuer.url}/device?user_code=BBBBBBBB` });
    const asking = await asked(await begin());
    const fields = { ...answerFields(asking, 'given'), csrf: 'x' };
    expect((await phone.post(asking.url, fields)).status).toBe(403);
  });
});

test('what has expired is forgotten a day later', async () => {
  const begun = await begin();
  issuer.clock.advance(600 + 86_401);
  await maintain({ ...issuer.context, metrics: issuer.metrics }, new AbortController().signal);
  expect(await issuer.context.sql`select from device_requests`).toHaveLength(0);
  expect(await devices.poll(begun)).toMatchObject({ error: 'invalid_grant' });
  expect(await findDeviceRequest(issuer.context.random.uuid(), issuer.context)).toBeNull();
});

/** As the token endpoint of another node would. */
async function redeemAt(sql: Sql, { device_code }: Begun) {
  const context = { ...issuer.context, sql };
  const client = await context.clients('device-cli');
  return deviceCode.redeem(
    {
      client: client!,
      parameters: new Parameters([['device_code', device_code]]),
      requested: { scope: [], apis: [], details: [] },
      mayRepeat: false,
      now: context.clock.now(),
    },
    {
      ...context,
      redeemCode: createCodeRedeemer(context),
      keepRefreshToken: createRefreshTokenKeeper(context),
    },
  );
}
