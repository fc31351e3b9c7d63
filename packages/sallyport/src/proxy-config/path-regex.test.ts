import { compileRoutes } from '@sallyport/gateway/routes/table.ts';
import { expect, test } from 'vitest';
import { type PathForm, pathRegex } from './path-regex.ts';

const upstream = 'http://127.0.0.1:7001';

/** As a proxy of each kind compares: with bytes, with letters, and without decoding. */
const matches: Record<PathForm, (regex: string, path: string) => boolean> = {
  bytes: (regex, path) => new RegExp(latin1(regex), 'i').test(latin1(decodeURIComponent(path))),
  unicode: (regex, path) => new RegExp(regex, 'iu').test(decodeURIComponent(path)),
  as_sent: (regex, path) => new RegExp(regex, 'i').test(path),
};

const latin1 = (text: string): string => Buffer.from(text).toString('latin1');

const forms = Object.keys(matches) as PathForm[];

test.each([
  ...[
    '/kiosk',
    '/KIOSK/',
    '/%6biosk',
    '/%4B%49osk',
    '/%E2%84%AAiosk',
    '/kios%e2%84%aa',
    '/kio%C5%BFk',
  ],
  ...['/kiosks', '/kiosk/', '/kiosk/a', '/a/kiosk', '/%E2%84%AA', '/%C4%B1', '/k%C4%B0osk', '/'],
  ...['/v1.0/a+b', '/v1.0/a%2Bb', '/V1%2e0/%61+b', '/v1x0/a+b', '/v1.0/aab', '/v1.0/a%20b'],
  ...[
    '/users/1/Keys',
    '/users/%31/%E2%84%AAeys/',
    '/users//keys',
    '/users/keys',
    '/users/1/2/keys',
  ],
  ...['/tree', '/TREE/', '/%74ree/a/b', '/tree/%E2%84%AA', '/trees', '/tre%65s/a'],
])('a proxy and the gateway agree on %s', (path) => {
  for (const pattern of ['/kiosk', '/v1.0/a+b', '/users/{id}/keys', '/tree/*']) {
    const table = compileRoutes([{ path: pattern, upstream, api: 'https://a.example' }]);
    const match = table.match('GET', 'shop.example', path);
    // The gateway refuses an empty segment, whatever a proxy makes of it.
    if (match.kind === 'bad_path') continue;
    for (const form of forms) {
      const found = matches[form](pathRegex(pattern, form), path);
      expect([pattern, form, found]).toEqual([pattern, form, match.kind === 'route']);
    }
  }
});
