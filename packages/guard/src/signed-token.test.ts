import { expect, test } from 'vitest';
import { parseSignedToken } from './signed-token.ts';

const encode = (text: string) => Buffer.from(text, 'latin1').toString('base64url');
const header = encode('{"alg":"ES256","kid":"k"}');
const claims = encode('{}');

test('a token is read', () => {
  expect(parseSignedToken(`${header}.${claims}.AQID`)).toEqual({
    header: { alg: 'ES256', kid: 'k' },
    payload: Buffer.from('{}'),
    signingInput: `${header}.${claims}`,
    signature: Buffer.of(1, 2, 3),
  });
});

const withHeader = (text: string) => `${encode(text)}.${claims}.AQID`;

test.each([
  ['two parts', `${header}.${claims}`],
  ['four parts', `${header}.${claims}.AQID.AQID`],
  ['padding', `${header}.${claims}.AQI=`],
  ['the other alphabet of base64', `${header}.${claims}.-_+/`],
  ['a space', `${header}.${claims}.AQID `],
  ['a line end', `${header}.${claims}.AQID\n`],
  ['no claims', `${header}..AQID`],
  ['a header that is no JSON', withHeader('{')],
  ['a header that is a list', withHeader('["ES256"]')],
  ['a header that is null', withHeader('null')],
  ['no algorithm', withHeader('{}')],
  ['an empty algorithm', withHeader('{"alg":""}')],
  ['a list of algorithms', withHeader('{"alg":["ES256"]}')],
  ['an extension', withHeader('{"alg":"ES256","crit":["exp"],"exp":1}')],
  ['an empty list of extensions', withHeader('{"alg":"ES256","crit":[]}')],
  ['extensions that are no list', withHeader('{"alg":"ES256","crit":null}')],
  ['an unencoded payload', withHeader('{"alg":"ES256","b64":false,"crit":["b64"]}')],
])('refused is one with %s', (_, token) => {
  expect(() => parseSignedToken(token)).toThrow(
    expect.objectContaining({ code: 'token_malformed' }),
  );
});

test.each(['none', 'None', 'HS256', 'ES256K', 'RSA1_5', 'dir', '__proto__', 'constructor'])(
  'the algorithm %s is not allowed',
  (alg) => {
    expect(() => parseSignedToken(withHeader(JSON.stringify({ alg })))).toThrow(
      expect.objectContaining({ code: 'token_wrong_algorithm' }),
    );
  },
);
