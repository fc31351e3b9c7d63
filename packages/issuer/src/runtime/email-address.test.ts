import { expect, test } from 'vitest';
import { emailAddress, emailDomain, emailKey, readAddress } from './email-address.ts';

test.each([
  ['alice@example.com', 'alice@example.com'],
  [' Alice@EXAMPLE.com\n', 'Alice@example.com'],
  ['r&d@example.com', 'r&d@example.com'],
  ['a#1@example.com', 'a#1@example.com'],
  ["o'brien+news@mail.example.co.uk", "o'brien+news@mail.example.co.uk"],
  ['alice@localhost', 'alice@localhost'],
  ['a..b.@carrier.example', 'a..b.@carrier.example'],
  ['jörg@exämple.de', 'jörg@xn--exmple-cua.de'],
  ['JÖRG@EXÄMPLE.DE', 'JöRG@xn--exmple-cua.de'],
  ['jo\u0308rg@exa\u0308mple.de', 'jörg@xn--exmple-cua.de'],
  ['jörg@XN--EXMPLE-CUA.de', 'jörg@xn--exmple-cua.de'],
  ['ａlice＠ｅxample.com', 'alice@example.com'],
  ['ﬁona@example.com', 'fiona@example.com'],
  ['\u212aim@example.com', 'Kim@example.com'],
  ['strauß@faß.de', 'strauß@xn--fa-hia.de'],
  ['ΟΔΥΣΣΕΥΣ@example.gr', 'οδυσσευσ@example.gr'],
  ['οδυσσευς@example.gr', 'οδυσσευσ@example.gr'],
  ['山田@例え.jp', '山田@xn--r8jz45g.jp'],
  ['yamada山田@example.jp', 'yamada山田@example.jp'],
  // A domain that looks like another one is visibly none.
  ['alice@ex\u0430mple.com', 'alice@xn--exmple-4nf.com'],
  [`${'a'.repeat(242)}@example.com`, `${'a'.repeat(242)}@example.com`],
])('%j is the address %j', (text, address) => {
  expect(readAddress(text)).toEqual({ ok: true, address });
  expect(readAddress(address)).toEqual({ ok: true, address });
});

test.each([
  ['a zero-width space', 'ali\u200bce@example.com', 'invisible'],
  ['a zero-width joiner in the domain', 'alice@exam\u200dple.com', 'invisible'],
  ['a soft hyphen', 'ali\u00adce@example.com', 'invisible'],
  ['a variation selector', 'alice\ufe0f@example.com', 'invisible'],
  ['a Hangul filler', 'alice\u3164@example.com', 'invisible'],
  ['a change of direction', '\u202ealice@example.com', 'invisible'],
  ['a NUL', 'alice\0@example.com', 'invisible'],
  ['half a character', 'alice\ud83d@example.com', 'invisible'],
  ['a line break', 'alice@example.com\nbcc: x@example.com', 'invisible'],
  ['a dotless i', 'al\u0131ce@example.com', 'look like'],
  ['a dotted capital I', 'AL\u0130CE@example.com', 'look like'],
  ['an i with a second dot', 'ali\u0307ce@example.com', 'look like'],
  ['a Cyrillic a among Latin letters', '\u0430lice@example.com', 'look like'],
  ['a Greek o among Latin letters', 'b\u03bfb@example.com', 'look like'],
  ['nothing', '', 'one @'],
  ['no domain', 'alice', 'one @'],
  ['two @', 'alice@evil@example.com', 'one @'],
  ['two @, one of full width', 'alice\uff20evil@example.com', 'one @'],
  ['a space', 'ali ce@example.com', 'before the @'],
  ['a comma', 'a,b@example.com', 'before the @'],
  ['a quoted name', '"a b"@example.com', 'before the @'],
  ['angle brackets', '<alice@example.com>', 'before the @'],
  ['a picture', '😀@example.com', 'before the @'],
  ['an address of a machine', 'alice@[127.0.0.1]', 'no domain'],
  ['digits only', 'alice@127.1', 'no domain'],
  ['an underscore', 'alice@a_b.example', 'no domain'],
  ['an escape', 'alice@ex%61mple.com', 'no domain'],
  ['a path', 'alice@example.com/x', 'no domain'],
  ['an empty label', 'alice@example..com', 'no domain'],
  ['a dot at the end', 'alice@example.com.', 'no domain'],
  ['a label of 64', `alice@${'a'.repeat(64)}.com`, 'no domain'],
  ['255 bytes', `${'a'.repeat(243)}@example.com`, '254 bytes'],
  ['255 bytes in fewer letters', `a${'é'.repeat(121)}@example.com`, '254 bytes'],
])('%s is refused', (_, text, why) => {
  expect(readAddress(text)).toMatchObject({ ok: false, problem: expect.stringContaining(why) });
});

test('the key of an address forgets the case of letters, and nothing else', () => {
  expect(emailKey('JöRG@xn--exmple-cua.de')).toBe('jörg@xn--exmple-cua.de');
  expect(emailKey('a.b+c@example.com')).toBe('a.b+c@example.com');
});

test('a schema stores what was read, and says why not', () => {
  expect(emailAddress.parse('jörg@exämple.de')).toBe('jörg@xn--exmple-cua.de');
  const refused = emailAddress.safeParse('no address');
  expect(refused.error?.issues[0]?.message).toContain('one @');
  expect(emailDomain.parse('EXÄMPLE.de')).toBe('xn--exmple-cua.de');
  expect(emailDomain.safeParse('https://example.com').success).toBe(false);
});
