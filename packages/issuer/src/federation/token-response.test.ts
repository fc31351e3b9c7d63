import { expect, test } from 'vitest';
import { normalizeTokenResponse } from './token-response.ts';

const json = (body: unknown, status = 200) => Response.json(body, { status });
const form = (text: string, type = 'application/x-www-form-urlencoded') =>
  new Response(text, { headers: { 'content-type': type } });
const token = { access_token: 'a', token_type: 'bearer' };

test.each([
  ['as the standard says', () => json(token), token],
  ['without token_type', () => json({ access_token: 'a' }), { ...token, token_type: 'Bearer' }],
  ['with members that are null', () => json({ ...token, refresh_token: null }), token],
  ['as a form', () => form('access_token=a&token_type=bearer'), token],
  [
    'as a form that is called text',
    () => form('access_token=a&token_type=bearer', 'text/plain'),
    token,
  ],
  ['as JSON that is called text', () => form(JSON.stringify(token), 'text/plain'), token],
  ['as JSON that is called a script', () => form(JSON.stringify(token), 'text/javascript'), token],
])('a token %s', async (_, answer, expected) => {
  const normal = await normalizeTokenResponse(answer());
  expect([normal.status, await normal.json()]).toEqual([200, expected]);
  expect(normal.headers.get('content-type')).toBe('application/json');
});

test.each([
  ['as the standard says', () => json({ error: 'invalid_grant' }, 400), 400, 'invalid_grant'],
  ['with status 401', () => json({ error: 'invalid_client' }, 401), 401, 'invalid_client'],
  ['with status 200', () => json({ error: 'bad_verification_code' }), 400, 'bad_verification_code'],
  ['beside a token', () => json({ ...token, error: 'invalid_grant' }), 400, 'invalid_grant'],
  ['of Slack', () => json({ ok: false, error: 'invalid_code' }), 400, 'invalid_code'],
  ['of Slack without a word', () => json({ ok: false }), 400, 'unknown_error'],
  [
    'that is an object',
    () => json({ error: { type: 'OAuthException', code: 100 } }, 400),
    400,
    'OAuthException',
  ],
  ['that is a number', () => json({ error: 7 }, 400), 400, 'unknown_error'],
  ['as a form', () => form('error=bad_verification_code'), 400, 'bad_verification_code'],
])('an error %s', async (_, answer, status, error) => {
  const normal = await normalizeTokenResponse(answer());
  expect([normal.status, ((await normal.json()) as { error: string }).error]).toEqual([
    status,
    error,
  ]);
});

test.each(['', 'no JSON', '[]', '7', '"text"', 'null'])('%j is left as it is', async (text) => {
  const answer = new Response(text, { headers: { 'content-type': 'application/json' } });
  expect(await (await normalizeTokenResponse(answer)).text()).toBe(text);
});
