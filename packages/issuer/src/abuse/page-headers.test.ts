import { afterAll, beforeAll, expect, test } from 'vitest';
import { type People, type Person, startPeople } from '../registration/people.fixture.ts';
import { everyEndpoint, pathIn } from './every-endpoint.fixture.ts';

let people: People;
const password = 'correct horse battery';

beforeAll(async () => {
  people = await startPeople({
    registration: { mode: 'open' },
    sign_in: { ways: ['password', 'email_code', 'magic_link', 'passkey'] },
  });
});
afterAll(() => people.issuer.close());

async function signIn(): Promise<Person> {
  const email = people.newAddress();
  await people.account(email, { password });
  const person = await people.arrive();
  await person.follow(await person.send(`/sign-in/${person.id}`, { email, password }));
  return person;
}

test('no page can be framed, kept in a cache, or told of by a Referer', async () => {
  const [member, newcomer] = [await signIn(), await people.arrive()];
  const pages: string[] = [];
  const wrong: string[] = [];
  for (const endpoint of everyEndpoint(people.issuer.context)) {
    if (endpoint.method !== 'GET') continue;
    for (const person of [newcomer, member]) {
      // Secrets in the address, which a Referer would tell.
      const page = await person.get(`${pathIn(endpoint, person.id)}?secret=x`);
      if (!page.headers.get('content-type')?.startsWith('text/html')) continue;
      if (page.next !== undefined && page.status === 303) continue;
      pages.push(endpoint.path);
      const header = (name: string) => page.headers.get(name) ?? '';
      const policy = header('content-security-policy');
      const isRight =
        policy.includes("frame-ancestors 'none'") &&
        policy.includes("default-src 'none'") &&
        policy.includes("base-uri 'none'") &&
        !policy.includes('unsafe') &&
        header('x-frame-options') === 'DENY' &&
        header('x-content-type-options') === 'nosniff' &&
        header('referrer-policy') === 'no-referrer' &&
        header('cache-control').includes('no-store');
      if (!isRight) wrong.push(`${endpoint.path}: ${policy}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(new Set(pages).size).toBeGreaterThan(15);
});

test('a page that is refused is protected, too', async () => {
  const person = await people.arrive();
  for (const path of ['/nowhere', '/sign-in/none', '/reset-password?secret=none']) {
    const page = await person.get(path);
    if (!page.headers.get('content-type')?.startsWith('text/html')) continue;
    expect(page.headers.get('x-frame-options'), path).toBe('DENY');
    expect(page.headers.get('referrer-policy'), path).toBe('no-referrer');
  }
});
