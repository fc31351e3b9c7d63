import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { knowScheme, readCookie, writeCookie } from './cookies.ts';

const safari =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) ' +
  'Version/26.0 Safari/605.1.15';
const chrome =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 ' +
  'Safari/537.36';
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0';

async function setCookie(issuerUrl: string, agent: string): Promise<string> {
  const app = new Hono();
  app.use(knowScheme(issuerUrl));
  app.get('/', (request) => {
    writeCookie(request, 'sp_sso', 'value');
    return request.text(readCookie(request, 'sp_sso') ?? '');
  });
  // As it comes from a proxy that ended TLS.
  const answer = await app.request('http://internal/', { headers: { 'user-agent': agent } });
  return answer.headers.get('set-cookie')!;
}

const guarded = '__Host-sp_sso=value; Path=/; HttpOnly; Secure; SameSite=Lax';

test.each([
  ['https://id.example', safari, guarded],
  ['https://id.example', chrome, guarded],
  ['http://localhost:9000', chrome, guarded],
  ['http://localhost:9000', firefox, guarded],
  ['http://localhost:9000', safari, 'sp_sso=value; Path=/; HttpOnly; SameSite=Lax'],
])('%s, %s', async (url, agent, expected) => {
  expect(await setCookie(url, agent)).toBe(expected);
});

/** A sibling domain may set these: browsers see no `__Host-` prefix in them. */
test.each([
  ['A0', '\xa0'],
  ['85, a next line', '\x85'],
  ['a vertical tab', '\x0b'],
  ['a form feed', '\x0c'],
  ['an em space in UTF-8', '\xe2\x80\x83'],
  ['a byte order mark in UTF-8', '\xef\xbb\xbf'],
])('a cookie whose name begins or ends with %s is not ours', async (_, byte) => {
  const app = new Hono();
  app.use(knowScheme('https://id.example'));
  app.get('/', (request) => request.text(readCookie(request, 'sp_sso') ?? 'none'));
  const ask = async (cookie: string) =>
    (await app.request('https://id.example/', { headers: { cookie } })).text();
  expect(await ask(`a=1; ${byte}__Host-sp_sso=theirs`)).toBe('none');
  expect(await ask(`a=1; __Host-sp_sso${byte}=theirs`)).toBe('none');
  expect(await ask('a=1; \t __Host-sp_sso\t=ours')).toBe('ours');
});
