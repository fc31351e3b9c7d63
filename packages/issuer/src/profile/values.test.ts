import { describe, expect, test } from 'vitest';
import {
  malformed,
  readBirthdate,
  readDate,
  readLine,
  readLocale,
  readNumber,
  readPhone,
  readPostal,
  readUrl,
  readZone,
} from './values.ts';

const now = new Date('2026-11-26T17:00:00Z');
const birthdate = (text: string) => readBirthdate(text, now);

describe('what can be kept, in the form in which it is:', () => {
  test.each<[(text: string) => unknown, string, string]>([
    [readLine, '  Zoë   Müller ', 'Zoë Müller'],
    [readLine, 'Zoe\u0308', 'Zoë'],
    [readLine, 'می\u200cخواهم', 'می\u200cخواهم'],
    [readLine, '👩\u200d🚀', '👩\u200d🚀'],
    [readLine, 'Al\u2028ice\nArden', 'Al ice Arden'],
    [readLine, 'x'.repeat(200), 'x'.repeat(200)],
    [readDate, '2028-02-29', '2028-02-29'],
    [readDate, '0001-01-01', '0001-01-01'],
    [birthdate, '1987-05-04', '1987-05-04'],
    [birthdate, '0000-02-29', '0000-02-29'],
    [birthdate, '1987', '1987'],
    [birthdate, '2026-11-27', '2026-11-27'],
    [readPhone, '+49 (30) 123-4567', '+49 (30) 123-4567'],
    [readPhone, '+1 (425) 555-1212', '+1 (425) 555-1212'],
    [readPhone, '(425) 555.1212', '(425) 555.1212'],
    [readPhone, '030/1234567', '030/1234567'],
    [readPhone, '＋４９３０１２３４', '+49301234'],
    [readUrl, ' https://Alice.Example/me?a=b#c ', 'https://alice.example/me?a=b#c'],
    [readUrl, 'https://jörg.example/ü', 'https://xn--jrg-sna.example/%C3%BC'],
    [readZone, 'europe/berlin', 'Europe/Berlin'],
    [readZone, 'Asia/Kolkata', 'Asia/Kolkata'],
    [readZone, 'UTC', 'UTC'],
    [readLocale, 'de_at', 'de-AT'],
  ])('%o reads %o', (read, text, kept) => {
    expect(read(text)).toBe(kept);
  });

  test('a number, an address', () => {
    expect(readNumber('-12.5')).toBe(-12.5);
    // What an administrator wrote as JSON stays when the person saves the form that shows it.
    for (const number of [1e-7, 0.1 + 0.2, -1.234567890123456e-7, 2 ** 53 - 1]) {
      expect(readNumber(String(number))).toBe(number);
    }
    expect(readNumber('7', { minimum: 7, maximum: 7 })).toBe(7);
    expect(readPostal({ locality: ' Berlin ', region: '' })).toEqual({ locality: 'Berlin' });
  });
});

describe('what is none:', () => {
  test.each<[(text: string) => unknown, string]>([
    ...['', '   ', 'x'.repeat(201), 'a\0b', 'a\u001bb', '\u200d', '\ud800'].map(
      (text): [typeof readLine, string] => [readLine, text],
    ),
    // Marks that make "gnp.exe" of "exe.png", or hide letters.
    ...['\u202e', '\u2066', '\u200f', '\u200b', '\u{e0041}'].map(
      (mark): [typeof readLine, string] => [readLine, `Al${mark}ice`],
    ),
    ...[
      ...['2026-02-31', '2026-02-29', '1900-02-29', '2026-13-01', '2026-00-10', '2026-04-31'],
      ...['2026-1-1', '20260101', '2026-01-01T00:00:00Z', '٢٠٢٦-01-01', '+2026-01-01', ''],
    ].flatMap((text): [typeof readDate, string][] => [
      [readDate, text],
      [birthdate, text],
    ]),
    [readDate, '2026'],
    ...['0000', '2027', '2026-11-28', '2999-01-01', '0000-02-30'].map(
      (text): [typeof birthdate, string] => [birthdate, text],
    ),
    ...[
      ...[
        '(((((',
        ')))))',
        '.....',
        '+',
        '1234',
        '1234567890123456',
        '+49 (30 1234567',
        '12)34567',
      ],
      ...['++4930123456', '49+30123456', '12--34567', '((12)34567)', '1/.234567', '0800-FLOWERS'],
      ...['12345;ext=7', 'tel:+49301234567', '()12345', '12345('],
    ].map((text): [typeof readPhone, string] => [readPhone, text]),
    ...[
      ...['javascript:alert(1)', 'JaVaScRiPt:alert(1)//example.com', 'data:image/svg+xml,<svg>'],
      ...['java\nscript:alert(1)', ' \u0001javascript:alert(1)', 'vbscript:x', 'ftp://a.example/'],
      ...['https://', 'https://localhost/', 'alice.example', '//alice.example/', 'https:alice', ''],
      ...['https://bank.example@evil.example/', 'https://a.example/ b', 'https://a.example/\u202e'],
      `https://a.example/${'x'.repeat(2_000)}`,
    ].map((text): [typeof readUrl, string] => [readUrl, text]),
    ...['Mars/Base', '+01:00', 'Europe/', '../etc/passwd', 'GMT+25', ''].map(
      (text): [typeof readZone, string] => [readZone, text],
    ),
    ...['', 'englisch sprechend', 'de-', 'x'.repeat(40), '123'].map(
      (text): [typeof readLocale, string] => [readLocale, text],
    ),
    ...['', '1e9', '0x10', 'Infinity', 'NaN', '1,5', '--1', '1'.repeat(17)].map(
      (text): [typeof readNumber, string] => [readNumber, text],
    ),
  ])('%o refuses %o', (read, text) => {
    expect(read(text)).toBe(malformed);
  });

  test('a number beyond its limits, an address of nothing or of other parts', () => {
    expect(readNumber(6, { minimum: 7 })).toBe(malformed);
    expect(readNumber(Number.NaN)).toBe(malformed);
    for (const given of [{}, { locality: ' ' }, { planet: 'Earth' }, { locality: 7 }]) {
      expect(readPostal(given)).toBe(malformed);
    }
  });

  test('and a long one costs no time', () => {
    const begun = performance.now();
    for (const text of ['1'.repeat(50_000), '(1'.repeat(20_000), `${'1 '.repeat(20_000)}x`]) {
      expect(readPhone(text)).toBe(malformed);
    }
    expect(performance.now() - begun).toBeLessThan(500);
  });
});
