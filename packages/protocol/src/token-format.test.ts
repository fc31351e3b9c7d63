import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  formatToken,
  parseToken,
  type TokenKind,
  tokenKind,
  tokenPrefixes,
} from './token-format.ts';

const kinds = fc.constantFrom(...(Object.keys(tokenPrefixes) as TokenKind[]));
const bodies = fc.stringMatching(/^[A-Za-z0-9_-]{1,200}$/);

test('what was formatted parses to the same body', () => {
  fc.assert(
    fc.property(kinds, bodies, (kind, body) => {
      const token = formatToken(kind, body);
      expect(parseToken(kind, token)).toBe(body);
      expect(tokenKind(token)).toBe(kind);
    }),
  );
});

test('a token with one character changed is junk', () => {
  fc.assert(
    fc.property(
      kinds,
      bodies,
      fc.nat(),
      fc.stringMatching(/^[A-Za-z0-9_-]$/),
      (kind, body, at, by) => {
        const token = formatToken(kind, body);
        const index = at % token.length;
        fc.pre(token[index] !== by);
        const changed = token.slice(0, index) + by + token.slice(index + 1);
        expect(parseToken(kind, changed)).toBeNull();
      },
    ),
  );
});

test('no text makes it throw', () => {
  fc.assert(
    fc.property(kinds, fc.string({ unit: 'binary' }), (kind, text) => {
      expect(parseToken(kind, text)).toBeNull();
    }),
  );
});

test('a token of one kind is none of another', () => {
  fc.assert(
    fc.property(kinds, kinds, bodies, (one, other, body) => {
      fc.pre(one !== other);
      expect(parseToken(other, formatToken(one, body))).toBeNull();
    }),
  );
});

test('the checksum is that of CRC-32 (IEEE 802.3)', () => {
  expect(formatToken('access', '123456789')).toBe(
    `sp_at_123456789${checksumByZlib('sp_at_123456789')}`,
  );
});

function checksumByZlib(text: string): string {
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  let rest = crc32(text);
  let out = '';
  for (let index = 0; index < 6; index++) {
    out = digits[rest % 62] + out;
    rest = Math.floor(rest / 62);
  }
  return out;
}
