import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readPackages } from '../../../../testing/source-file.ts';
import { placeholdersOf } from './text.ts';
import { ownTexts, type TextKey } from './texts.ts';

const { en: english, ...others } = ownTexts;
const keys = Object.keys(english!) as TextKey[];

test('there are texts, in the order of their names', () => {
  expect(keys.length).toBeGreaterThan(50);
  for (const texts of Object.values(ownTexts)) {
    expect(Object.keys(texts)).toEqual(Object.keys(texts).toSorted());
  }
});

describe.each(Object.entries(others))('%s', (tag, texts) => {
  test('has every text, and no other', () => {
    expect(Object.keys(texts)).toEqual(keys);
  });

  test('puts the same values into its texts', () => {
    const placeholders = (of: typeof texts) => keys.map((key) => [key, placeholdersOf(of[key])]);
    expect(placeholders(texts)).toEqual(placeholders(english!));
  });

  test('is a translation', () => {
    const long = keys.filter((key) => JSON.stringify(english![key]).length > 30);
    expect(long.filter((key) => texts[key] === english![key])).toEqual([]);
  });

  test.each([tag])('has the plurals of %s', () => {
    const { pluralCategories } = new Intl.PluralRules(tag).resolvedOptions();
    const counted = Object.values(texts).filter((message) => typeof message !== 'string');
    expect(counted.length).toBeGreaterThan(0);
    for (const forms of counted) {
      expect(Object.keys(forms).toSorted()).toEqual(pluralCategories.toSorted());
    }
  });
});

/** Words that address a person informally. */
const informal: Record<string, RegExp> = {
  de: /(?<!\p{L})(du|dich|dir|dein\p{L}*)(?!\p{L})/iu,
  es: /(?<!\p{L})(tú|tu|tus|te|ti|tuy[oa]s?|has|eres|tienes|puedes)(?!\p{L})/iu,
  fr: /(?<!\p{L})(tu|toi|ton|ta|tes)(?!\p{L})/iu,
};

test.each(Object.entries(informal))('%s addresses people formally, everywhere', (tag, words) => {
  const texts = Object.entries(ownTexts[tag]!).filter(([, text]) =>
    words.test(JSON.stringify(text)),
  );
  expect(texts).toEqual([]);
});

test('every text is used', async () => {
  const root = fileURLToPath(new URL('../../../..', import.meta.url));
  const sources = (await readPackages()).filter(
    ({ package: of, isTest }) => of === 'issuer' && !isTest,
  );
  const texts = await Promise.all(sources.map(({ path }) => readFile(root + path, 'utf8')));
  const written = new Set(
    texts
      .flatMap((text) => [...text.matchAll(/['"`]([a-z_]+(?:\.[a-z_]+)+)['"`]/g)])
      .map(([, name]) => name),
  );
  const isUsed = (key: string) =>
    written.has(key) || written.has(key.replace(/\.(heading|text)$/, ''));
  expect(keys.filter((key) => !isUsed(key))).toEqual([]);
});
