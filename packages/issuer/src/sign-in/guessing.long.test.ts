import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createVisitor, csrfOf, type Visit, type Visitor } from '../../../../testing/visitor.ts';
import { forgetThrottles } from '../abuse/throttle.service.ts';
import { hashPassword } from '../directory/users/password.ts';
import { type Site, startSite } from '../http/site.fixture.ts';
import { showSignIn, submitSignIn } from './sign-in.endpoint.ts';

let site: Site;
/** Stands still, however long hashing takes. */
let moment = Date.now();
const clock = { now: () => new Date(moment), monotonic: () => moment };
const pass = (seconds: number) => {
  moment += seconds * 1000;
};
const right = 'correct horse';
const alice = 'Alice@example.com';

beforeAll(async () => {
  site = await startSite(
    (app, context) => {
      app.get('/sign-in/:interaction', showSignIn(context));
      app.post('/sign-in/:interaction', submitSignIn({ ...context, clock }));
    },
    { trustedProxies: ['127.0.0.0/8'] },
  );
  const { sql, random } = site.context;
  const hash = await hashPassword(right, site.context);
  await sql`
    insert into users (id, email, email_verified, name, password_hash, created_at) values
      (${random.uuid()}, ${alice}, true, 'Alice', ${hash}, ${clock.now()}),
      (${random.uuid()}, 'bob@example.com', true, 'Bob', ${hash}, ${clock.now()})`;
});
afterAll(() => site.close());
beforeEach(async () => {
  await site.context.sql`truncate sign_in_throttles`;
});

/** Opens a sign-in page. @returns what sends its form. */
async function open(visitor: Visitor) {
  const { text: id } = await visitor.get(`${site.url}/begin`);
  const url = `${site.url}/sign-in/${id}`;
  const csrf = csrfOf(await visitor.get(url));
  return (password: string, email = alice): Promise<Visit> =>
    visitor.post(url, { csrf, email, password });
}

const at = async (address: string) => open(createVisitor(address));

/** A browser that Alice signed in with before, and out again. */
async function ownBrowser(address: string) {
  const browser = createVisitor(address);
  expect((await (await open(browser))(right)).status).toBe(303);
  await site.context.sql`update sessions set ended_at = now()`;
  return browser;
}

/** As if so many attempts had failed in this kind of bucket. */
const setLevel = (kind: string, level: number) =>
  site.context.sql`
    update sign_in_throttles set level = ${level} where split_part(bucket, ' ', 1) = ${kind}`;

const statusesOf = (answers: readonly Visit[]) => answers.map(({ status }) => status).sort();
const times = <T>(count: number, work: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));

test('guesses at Alice from one network slow down strangers there only', async () => {
  const own = await ownBrowser('198.51.100.7');
  const ownNextDoor = await ownBrowser('203.0.113.9');
  const guess = await at('203.0.113.9');
  const answers = await times(14, (index) => guess(`wrong ${index}`));
  expect(statusesOf(answers)).toEqual([...Array(10).fill(403), ...Array(4).fill(429)]);
  expect((await guess(right)).status).toBe(429);

  expect((await (await open(own))(right)).status).toBe(303);
  expect((await (await open(ownNextDoor))(right)).status).toBe(303);
  expect((await (await at('192.0.2.55'))(right)).status).toBe(303);
  expect((await guess(right, 'bob@example.com')).status).toBe(303);
});

test('the wait grows with each failure, is told, and is over when it says so', async () => {
  const guess = await at('203.0.113.9');
  await times(10, () => guess('wrong'));
  const waits: number[] = [];
  for (let round = 0; round < 5; round++) {
    const refused = await guess(right);
    expect(refused.status).toBe(429);
    const seconds = Number(refused.headers.get('retry-after'));
    expect(refused.text).toContain(`in ${seconds} second`);
    waits.push(seconds);
    pass(seconds);
    expect((await guess('wrong')).status).toBe(403);
  }
  for (const [index, wait] of waits.entries()) {
    expect(wait).toBe(2 ** index);
  }
  pass(60);
  expect((await guess(right)).status).toBe(303);
});

test('no wait is longer than fifteen minutes', async () => {
  const guess = await at('203.0.113.9');
  await guess('wrong');
  await site.context.sql`update sign_in_throttles set level = 40`;
  await guess('wrong');
  const refused = await guess(right);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(890);
  expect(refused.text).toContain('in 15 minutes');
  pass(15 * 60);
  expect((await guess(right)).status).toBe(303);
});

test('hammering while one waits counts nowhere', async () => {
  const guess = await at('203.0.113.9');
  await times(10, () => guess('wrong'));
  const levels = () =>
    site.context.sql`select bucket, level from sign_in_throttles order by bucket`;
  const before = await levels();
  expect(statusesOf(await times(20, () => guess('wrong')))).toEqual(Array(20).fill(429));
  expect(await levels()).toEqual(before);
});

test('an account that does not exist is slowed down in the same way', async () => {
  const guess = await at('203.0.113.9');
  const answers = await times(12, () => guess('wrong', 'unknown@example.com'));
  expect(statusesOf(answers)).toEqual([...Array(10).fill(403), 429, 429]);
});

test('guesses at many accounts slow down their network', async () => {
  const guess = await at('203.0.113.9');
  await guess('wrong', 'user@example.com');
  await setLevel('network', 46);
  const answers = await times(8, (index) => guess('wrong', `user${index}@example.com`));
  expect(statusesOf(answers)).toEqual([...Array(4).fill(403), ...Array(4).fill(429)]);
  expect((await guess(right)).status).toBe(429);
  expect((await (await at('203.0.113.10'))(right)).status).toBe(303);
});

test('one IPv6 network is a /64', async () => {
  const guess = await at('2001:db8:1:2::1');
  await times(10, () => guess('wrong'));
  expect((await (await at('2001:db8:1:2:ffff::9'))(right)).status).toBe(429);
  expect((await (await at('2001:db8:1:3::1'))(right)).status).toBe(303);
});

test('an account under attack from everywhere slows down strangers for seconds, and no known device', async () => {
  const own = await ownBrowser('198.51.100.7');
  await (await at('203.0.113.1'))('wrong');
  await setLevel('account', 98);
  const answers = await times(4, async (network) => (await at(`203.0.113.1${network}`))('wrong'));
  expect(statusesOf(answers)).toEqual([403, 403, 429, 429]);
  const stranger = await at('192.0.2.55');
  const refused = await stranger(right);
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(2);
  expect((await (await open(own))(right)).status).toBe(303);
  pass(2);
  expect((await stranger(right)).status).toBe(303);
});

test('a known device that guesses is slowed down, too', async () => {
  const own = await ownBrowser('198.51.100.7');
  const send = await open(own);
  const answers = await times(12, () => send('wrong'));
  expect(statusesOf(answers)).toEqual([...Array(10).fill(403), 429, 429]);
});

test('the cookie of a device is for one account, and cannot be made', async () => {
  const own = await ownBrowser('203.0.113.9');
  const stranger = await at('203.0.113.9');
  await times(10, () => stranger('wrong', 'bob@example.com'));
  expect((await (await open(own))(right, 'bob@example.com')).status).toBe(429);
  expect((await (await open(own))(right)).status).toBe(303);
});

test('the cookie is for this host, for no script, and lasts', async () => {
  const answer = await (await at('203.0.113.9'))(right);
  const cookie = answer.headers.getSetCookie().find((line) => line.includes('sp_device='));
  expect(cookie).toMatch(
    /^__Host-sp_device=[\w.-]+; Max-Age=31536000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  );
  expect(decodeURIComponent(cookie!)).not.toMatch(/alice/i);
});

test('a success forgets what failed at the account from there, and takes back its own attempt elsewhere', async () => {
  const guess = await at('203.0.113.9');
  for (let round = 0; round < 3; round++) await guess('wrong');
  await guess(right);
  const rows = await site.context.sql<{ kind: string; level: number }[]>`
    select split_part(bucket, ' ', 1) as kind, round(level)::int as level
    from sign_in_throttles order by kind`;
  expect(rows).toEqual([
    { kind: 'account', level: 3 },
    { kind: 'network', level: 3 },
  ]);
});

test('failures are forgotten one after the other, and their rows in time', async () => {
  const { context } = site;
  const guess = await at('203.0.113.9');
  await times(4, () => guess('wrong'));
  expect(await forgetThrottles(clock.now(), context)).toBe(0);
  // At the network and the account, one in 30 s; at both together, one in 15 min.
  pass(4 * 30 + 1);
  expect(await forgetThrottles(clock.now(), context)).toBe(2);
  pass(4 * 900);
  expect(await forgetThrottles(clock.now(), context)).toBe(1);
});

test('the log tells of refusals, and not what was typed', async () => {
  const guess = await at('203.0.113.9');
  await times(11, () => guess('a wrong horse'));
  const lines = site.logged.filter((line) => line.includes('sign-in refused'));
  expect(lines.some((line) => line.includes('throttled'))).toBe(true);
  expect(lines.join()).toContain('"client":"shop"');
  expect(lines.join()).toContain('203.0.113.9');
  expect(lines.join()).not.toMatch(/example\.com|horse/i);
});
