import { expect, test } from 'vitest';
import { html } from '../http/html.ts';
import { chooseLanguage, readAcceptLanguage } from './choose-language.ts';
import { readLanguage } from './language.ts';
import { ownLanguages } from './languages.ts';
import { placeholdersOf, readText } from './text.ts';
import { ownTexts } from './texts.ts';

const english = ownLanguages.get('en')!;
const german = ownLanguages.get('de')!;

test.each([
  [1, '1 second', '1 Sekunde'],
  [59, '59 seconds', '59 Sekunden'],
  [60, '1 minute', '1 Minute'],
  [61, '2 minutes', '2 Minuten'],
  [900, '15 minutes', '15 Minuten'],
  [3_601, '2 hours', '2 Stunden'],
  [86_400, '1 day', '1 Tag'],
])('%i seconds are %s', (seconds, inEnglish, inGerman) => {
  expect(english.duration(seconds)).toBe(inEnglish);
  expect(german.duration(seconds)).toBe(inGerman);
});

test('days and times are written as people of the language write them, with their zone', () => {
  const date = new Date('2026-11-05T13:04:00Z');
  expect(english.date(date)).toBe('November 5, 2026');
  expect(german.date(date)).toBe('5. November 2026');
  expect(german.time(date)).toBe('5. Nov. 2026, 13:04 UTC');
  expect(german.time(date, 'Europe/Berlin')).toBe('5. Nov. 2026, 14:04 MEZ');
});

test('languages know their names and their direction', () => {
  expect([...ownLanguages.values()].map(({ name }) => name)).toEqual([
    'English',
    'Deutsch',
    'Français',
    'Español',
  ]);
  expect(readLanguage('he', ownTexts['en']!).direction).toBe('rtl');
  expect(readLanguage('ar-EG', ownTexts['en']!).direction).toBe('rtl');
  expect(german.direction).toBe('ltr');
});

const counting = (tag: string) => ({
  numbers: new Intl.NumberFormat(tag),
  plurals: new Intl.PluralRules(tag),
});

test('numbers decide about the form of a text', () => {
  const polish = readText(
    { one: '{count} plik', few: '{count} pliki', many: '{count} plików', other: '{count} pliku' },
    counting('pl'),
  );
  expect([1, 3, 5, 1234567].map((count) => polish.fill({ count }))).toEqual([
    '1 plik',
    '3 pliki',
    '5 plików',
    '1\u00a0234\u00a0567 plików',
  ]);
});

test('values are put in as text, and as markup where they are markup', async () => {
  const text = readText('{who} <asks> {who}', counting('en'));
  expect(text.fill({ who: 'A & B' })).toBe('A & B <asks> A & B');
  expect(String(await text.fillHtml({ who: html`<b>${'A & B'}</b>` }))).toBe(
    '<b>A &amp; B</b> &lt;asks&gt; <b>A &amp; B</b>',
  );
  expect(String(await text.fillHtml({ who: '<i>' }))).toBe('&lt;i&gt; &lt;asks&gt; &lt;i&gt;');
});

test('the values of a text are known', () => {
  expect(placeholdersOf('{b} and {a} and {b}')).toEqual(['a', 'b']);
  expect(placeholdersOf({ one: 'one', other: '{count}' })).toEqual(['count']);
});

test.each([
  [['de'], 'de'],
  [['de-AT'], 'de'],
  [['zh-Hant-TW', 'FR-ca'], 'fr'],
  [['x', '', 'es'], 'es'],
  [['ja'], 'en'],
  [[], 'en'],
])('of the wishes %j comes %s', (wishes, tag) => {
  expect(chooseLanguage(wishes, ownLanguages).tag).toBe(tag);
});

test.each([
  ['de-AT,de;q=0.9,en;q=0.8', ['de-AT', 'de', 'en']],
  ['en;q=0.1, fr ; q=0.9', ['fr', 'en']],
  ['de;q=0, *', []],
  ['de;q=2, en;q=abc, fr;level=1', []],
  ['', []],
  [`${'x,'.repeat(10_000)}de`, Array.from({ length: 20 }, () => 'x')],
])('Accept-Language %.40s', (header, tags) => {
  expect(readAcceptLanguage(header)).toEqual(tags);
});
