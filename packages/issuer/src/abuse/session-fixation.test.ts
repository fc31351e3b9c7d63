import { afterAll, beforeAll, expect, test } from 'vitest';
import { type People, startPeople } from '../registration/people.fixture.ts';

let people: People;
const password = 'correct horse battery';
const email = 'alice@example.com';

beforeAll(async () => {
  people = await startPeople({});
  await people.account(email, { password });
});
afterAll(() => people.issuer.close());

test('a sign-in gives a session that no one could know before, each time another one', async () => {
  const { url } = people.issuer;
  const person = await people.arrive();
  const cookie = () => person.visitor.cookie(url, '__Host-sp_sso');
  expect(cookie()).toBeUndefined();
  await person.follow(await person.send(`/sign-in/${person.id}`, { email, password }));
  const first = cookie();
  expect(first).toMatch(/^[\w-]{43}$|^sp_[\w-]+$/);
  await people.issuer.context.sql`update sessions set ended_at = now()`;
  const again = await people.arrive(person.visitor);
  await again.follow(await again.send(`/sign-in/${again.id}`, { email, password }));
  expect(cookie()).not.toBe(first);
});

test('every cookie is for this host alone, and for no script', async () => {
  const person = await people.arrive();
  const form = await person.get(`/sign-in/${person.id}`);
  const answer = await person.send(`/sign-in/${person.id}`, { email, password }, form);
  const then = await person.visitor.get(answer.next!);
  const begun = await fetch(`${people.issuer.url}/`, { redirect: 'manual' });
  const set = [answer.headers, then.headers, begun.headers].flatMap((each) => each.getSetCookie());
  expect(set.length).toBeGreaterThan(1);
  for (const line of set) {
    expect(line).toMatch(/^__Host-sp_\w+=/);
    expect(line).toContain('; Path=/');
    expect(line).toContain('; HttpOnly');
    expect(line).toContain('; Secure');
    expect(line).toContain('; SameSite=Lax');
    expect(line).not.toContain('Domain');
  }
});

test('a host that the caller names is in no answer', async () => {
  const { port } = new URL(people.issuer.url);
  const { request } = await import('node:http');
  const answers = await Promise.all(
    ['/', '/authorize', '/.well-known/openid-configuration', '/nowhere'].map(
      (path) =>
        new Promise<string>((resolve, reject) => {
          const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example' };
          const asked = request({ host: 'localhost', port, path, headers }, (response) => {
            let text = JSON.stringify(response.headers);
            response.on('data', (piece) => {
              text += piece;
            });
            response.on('end', () => resolve(text));
          });
          asked.on('error', reject).end();
        }),
    ),
  );
  for (const text of answers) expect(text).not.toContain('evil.example');
});

test.each(['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])(
  'nothing leads to %s',
  async (target) => {
    const person = await people.arrive();
    const { url } = people.issuer;
    const fields = { language: 'de', here: target };
    const chosen = await person.visitor.post(`${url}/language`, fields);
    expect(chosen.next === undefined || new URL(chosen.next).origin === url).toBe(true);
    const query = new URLSearchParams({
      post_logout_redirect_uri: target,
      state: 'x\r\nSet-Cookie: a=b',
    });
    const signedOut = await person.visitor.get(`${url}/logout?${query}`);
    expect(signedOut.next === undefined || new URL(signedOut.next).origin === url).toBe(true);
    expect(signedOut.headers.getSetCookie().join()).not.toContain('a=b');
  },
);
