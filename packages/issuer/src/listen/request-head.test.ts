import { describe, expect, test } from 'vitest';
import { faultOf } from './request-head.ts';

const one = ['Host', 'id.example'];

describe('a path with one reading is taken:', () => {
  test.each([
    '/',
    '/token',
    '/token?next=//x/../y%2f',
    '/.well-known/openid-configuration',
    '/admin/v1/users/1/roles/second%20line',
    '/admin/v1/users/1/roles/caf%C3%A9%20100%25',
    '/a..b/...',
    '/token/',
  ])('%s', (url) => {
    expect(faultOf({ url, rawHeaders: one })).toBeNull();
  });
});

describe('a path that a proxy may read otherwise is refused:', () => {
  test.each([
    '//token',
    '/./token',
    '/a/../token',
    '/%2e/token',
    '/%2E%2e/token',
    '/.%2e/token',
    '/tok%65n',
    '/%74oken',
    '/a%2fb',
    '/a%5Cb',
    '/a\\b',
    '/a%3bb',
    '/token;x',
    '/%252e%252e/token',
    '/%25%32%65/token',
    '/tok%2565n',
    '/token%00',
    '/token%0a',
    '/a%',
    '/a%zz',
    '/a%c0%af',
    '/links//redeem',
    '/token#x',
    '*',
    'token',
    '',
    'http://id.example/token',
    'https://evil.example/token',
  ])('%s', (url) => {
    expect(faultOf({ url, rawHeaders: one })).toMatch(/^The (path|request target) /);
  });
});

describe('Host:', () => {
  test.each([
    ['none', []],
    ['an empty one', ['Host', '']],
    ['two', ['Host', 'id.example', 'host', 'id.example']],
    ['two names in one', ['Host', 'id.example, evil.example']],
    ['user info', ['Host', 'evil@id.example']],
    ['a trailing dot', ['Host', 'id.example.']],
    ['a path', ['Host', 'id.example/x']],
    ['a port that is none', ['Host', 'id.example:x']],
    ['a space', ['Host', 'id example']],
  ])('%s is refused', (_, rawHeaders) => {
    expect(faultOf({ url: '/', rawHeaders })).toMatch(/Host|host/);
  });

  test.each(['localhost', 'localhost:9000', '127.0.0.1:80', '[::1]:9000', 'ID.example', 'my_host'])(
    '%s is taken',
    (host) => {
      expect(faultOf({ url: '/', rawHeaders: ['Host', host] })).toBeNull();
    },
  );
});

test.each(['Authorization', 'Content-Type', 'Origin'])('%s may come once', (name) => {
  const rawHeaders = [...one, name, 'a', name.toLowerCase(), 'b'];
  expect(faultOf({ url: '/', rawHeaders })).toBe(
    `The header ${name.toLowerCase()} may be sent only once.`,
  );
});
