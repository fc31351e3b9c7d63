import { expect, test } from 'vitest';
import { dropsPrefix, isOurCookie } from './cookie-names.ts';

const safari = 'Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15';
const chrome = 'Mozilla/5.0 (X11) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36';

test.each([
  ['http', 'localhost:8080', safari, true],
  ['http', '127.0.0.1', safari, true],
  ['http', 'localhost:8080', chrome, false],
  ['http', 'localhost:8080', 'Mozilla/5.0 Firefox/140.0', false],
  ['https', 'localhost:8080', safari, false],
  ['http', 'shop.example', safari, false],
  ['http', 'localhost.evil.example', safari, false],
] as const)('%s %s: bare is %s', (scheme, host, agent, bare) => {
  expect(dropsPrefix(scheme, host, agent)).toBe(bare);
});

test.each([
  ['__Host-Http-sp_session', true],
  ['sp_session', true],
  ['__Host-Http-sp_session_console', true],
  ['__Host-Http-sp_session_a+b.2', true],
  ['__Host-sp_session', true],
  ['__Host-Http-sp_session.1', true],
  ['__Host-Http-sp_login_x-Y_0123', true],
  ['sp_login_01234567', true],
  ['__Host-sp_sso', true],
  ['__Host-sp_acting', true],
  ['sp_browser', true],
  ['sp_accounts', true],
  ['__Host-sp_remembered', true],
  ['sp_theme', true],
  ['sp_language', true],
  ['sp_notice', true],
  ['__Host-sp_device', true],
  ['spa', false],
  ['sp_lang', false],
  ['__Host-sp_lang', false],
  ['sp_ssotoken', false],
  ['sp_sessions', false],
  ['sp_browser_hint', false],
  ['sp_logins', false],
  ['sp_login_hint', false],
  ['sp_session.txt', false],
  ['__Secure-sp_session', false],
  ['__HOST-sp_session', false],
  ['my_sp_session', false],
  ['theme', false],
])('%s is ours: %s', (name, ours) => {
  expect(isOurCookie(name)).toBe(ours);
});
