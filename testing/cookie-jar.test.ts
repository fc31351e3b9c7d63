import { expect, test } from 'vitest';
import { CookieJar } from './cookie-jar.ts';

const at = (text: string) => new URL(text, 'http://localhost:8080');

function jarWith(...lines: string[]): CookieJar {
  const jar = new CookieJar();
  jar.store(at('/'), lines);
  return jar;
}

test('a cookie goes back to its host, with everything after the first equals sign', () => {
  const jar = jarWith('a=b=c; Path=/; HttpOnly; Secure; SameSite=Strict');
  expect(jar.header(at('/x'))).toBe('a=b=c');
  expect(jar.header(new URL('http://localhost:9000/'))).toBe('a=b=c');
  expect(jar.header(new URL('http://127.0.0.1:8080/'))).toBeUndefined();
  expect(jar.at(at('/'))).toEqual([
    { name: 'a', value: 'b=c', path: '/', httpOnly: true, secure: true, sameSite: 'strict' },
  ]);
});

test('a path ends at a slash', () => {
  const jar = jarWith('a=1; Path=/auth');
  expect(jar.header(at('/auth/login'))).toBe('a=1');
  expect(jar.header(at('/author'))).toBeUndefined();
});

test.each(['Max-Age=0', 'Expires=Thu, 01 Jan 1970 00:00:00 GMT'])('%s removes it', (how) => {
  const jar = jarWith('a=1; Path=/', 'b=2; Path=/');
  jar.store(at('/'), [`a=; Path=/; ${how}`]);
  expect(jar.header(at('/'))).toBe('b=2');
});
