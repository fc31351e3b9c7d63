import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestIssuer, type TestIssuer } from '../../../../../testing/issuer.ts';
import { alice, shop } from '../../../../../testing/shop.ts';
import { signInToShop } from '../../../../../testing/sign-in.ts';
import { untilStatementWaits } from '../../../../../testing/until-statement-waits.ts';
import type { Visit } from '../../../../../testing/visitor.ts';
import { writeMmdb } from '../../devices/mmdb.fixture.ts';
import { readPlaces } from '../../devices/places.ts';
import { createPerson, type Person } from '../person.fixture.ts';

const path = '/account/sessions';
const bob = { email: 'bob@example.com', password: 'correct horse bob!' };

let issuer: TestIssuer;
let person: Person;

beforeAll(async () => {
  const munich = { city: { names: { en: 'Munich', de: 'München' } } };
  issuer = await startTestIssuer(shop, {
    ...{ trustedProxies: ['127.0.0.1', '::1'] },
    places: readPlaces(writeMmdb({ '198.51.100.0/24': munich })),
  });
});
afterAll(() => issuer.close());
beforeEach(async () => {
  await issuer.context.sql`delete from sessions`;
  person = createPerson(issuer, '192.0.2.1');
});

const idsOn = ({ text }: Visit) =>
  [...text.matchAll(/name="session" value="([^"]+)"/g)].map(([, id]) => id!);
const isIn = async (who: Person) => (await who.open()).url === `${issuer.url}/account`;
const actions = async () => {
  const rows = await issuer.context.sql<{ action: string }[]>`
    select action from audit_events where action like 'session.end%' order by id`;
  return rows.map(({ action }) => action);
};

async function elsewhere(address: string, as = alice): Promise<Person> {
  const other = createPerson(issuer, address);
  await other.signIn(as);
  return other;
}

test('the list says which device it is, from where, when, and what for', async () => {
  await person.signIn();
  const browser = createPerson(issuer, '198.51.100.7');
  await signInToShop(issuer.url, { browser: browser.visitor });
  await elsewhere('203.0.113.9', bob);
  await issuer.context.sql`
    update sessions set user_agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
    where address = '198.51.100.7'`;
  const { text } = await person.open(path);
  const [here, other] = text.split('class="items"').slice(1);
  expect(here).toContain('This device');
  expect(here).toContain('192.0.2.1');
  expect(other).toContain('Firefox on Linux');
  expect(other).toContain('Munich · 198.51.100.7');
  expect(other).toContain('For Shop');
  expect(text).not.toContain('203.0.113.9');
});

test('one is ended with its tokens, once, and no other', async () => {
  await person.signIn();
  const other = await elsewhere('198.51.100.8');
  const browser = createPerson(issuer, '198.51.100.7');
  const tokens = await signInToShop(issuer.url, { browser: browser.visitor });
  const page = await person.open(path);
  const session = decodeJwt(tokens.id_token)['sid'] as string;
  expect(idsOn(page)).toContain(session);
  const before = (await actions()).length;
  const answers = await Promise.all([
    person.send(page, { session }, `${path}/end`),
    person.send(page, { session }, `${path}/end`),
  ]);
  // A request that is sent after the answer is refused.
  const headers = { authorization: `Bearer ${tokens.access_token}` };
  expect((await fetch(`${issuer.url}/userinfo`, { headers })).status).toBe(401);
  for (const answer of answers) {
    expect((await person.follow(answer)).url).toBe(issuer.url + path);
  }
  expect((await actions()).slice(before)).toEqual(['session.end']);
  expect(await isIn(browser)).toBe(false);
  expect([await isIn(other), await isIn(person)]).toEqual([true, true]);
});

test('the session of another person cannot be ended, and what is no session is no error', async () => {
  await person.signIn();
  const other = await elsewhere('203.0.113.9', bob);
  const another = await elsewhere('203.0.113.10', bob);
  const [session] = idsOn(await another.open(path));
  const page = await person.open(path);
  for (const id of [session!, 'x', '', "' or true --", '00000000-0000-4000-8000-000000000000']) {
    const answer = await person.send(page, { session: id }, `${path}/end`);
    expect(answer.status).toBe(303);
  }
  expect(await isIn(other)).toBe(true);
});

test('all others end, with what outlives sessions, and this one stays', async () => {
  await person.signIn();
  const others = [await elsewhere('198.51.100.8'), await elsewhere('198.51.100.9')];
  const ofBob = await elsewhere('203.0.113.9', bob);
  const scope = 'openid offline_access';
  const offline = await signInToShop(issuer.url, { scope });
  const page = await person.open(path);
  const before = (await actions()).length;
  const done = await person.follow(await person.send(page, {}, `${path}/end-others`));
  expect(done.text).toContain('You are signed out everywhere else');
  const headers = { authorization: `Bearer ${offline.access_token}` };
  expect((await fetch(`${issuer.url}/userinfo`, { headers })).status).toBe(401);
  expect(idsOn(done)).toEqual([]);
  expect(await Promise.all(others.map(isIn))).toEqual([false, false]);
  expect([await isIn(person), await isIn(ofBob)]).toEqual([true, true]);
  expect((await actions()).slice(before)).toEqual(['session.end_others']);
});

test('two who end one another at the same moment do not both stay, and none waits for ever', async () => {
  await person.signIn();
  const other = await elsewhere('198.51.100.8');
  const pages = [await person.open(path), await other.open(path)] as const;
  await Promise.all([
    person.send(pages[0], {}, `${path}/end-others`),
    other.send(pages[1], {}, `${path}/end-others`),
  ]);
  const left = [await isIn(person), await isIn(other)];
  expect(left.filter((stays) => stays)).toHaveLength(1);
});

test('a session that ends while the form is on its way ends no other', async () => {
  await person.signIn();
  const other = await elsewhere('198.51.100.8');
  const page = await person.open(path);
  const answering = await issuer.context.sql.begin(async (tx) => {
    await tx`update sessions set ended_at = now() where address = '192.0.2.1'`;
    const sent = person.send(page, {}, `${path}/end-others`);
    await untilStatementWaits(tx);
    return { sent };
  });
  expect((await person.follow(await answering.sent)).url).toContain('/sign-in/');
  expect(await isIn(other)).toBe(true);
});

test('many are shown a page at a time, each of them once', async () => {
  await person.signIn();
  const { sql } = issuer.context;
  await sql`
    insert into sessions (token_hash, id, user_id, amr, auth_time, seen_at, expires_at)
    select sha256(convert_to(n::text, 'UTF8')), gen_random_uuid(), user_id, amr, auth_time,
      date_trunc('milliseconds', seen_at - n / 2 * interval '1 minute'), expires_at
    from sessions, generate_series(1, 45) n`;
  const seen: string[] = [];
  let next: string | undefined = path;
  for (let pages = 0; next !== undefined; pages += 1) {
    expect(pages).toBeLessThan(4);
    const page: Visit = await person.open(next);
    seen.push(...idsOn(page));
    next = /href="(\/account\/sessions\?after=[^"]+)"/.exec(page.text)?.[1];
  }
  expect(new Set(seen).size).toBe(45);
  expect(seen).toHaveLength(45);
  for (const after of ['x', '1-2', '99999999999999-x', '%00']) {
    expect((await person.open(`${path}?after=${after}`)).status).toBe(200);
  }
});
