import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ownTexts } from '../../../issuer/src/pages/texts.ts';
import { readLanguages } from './languages.ts';
import { readConfiguration } from './load.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'languages-'));
  mkdirSync(join(directory, 'languages'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const write = (name: string, content: unknown) =>
  writeFileSync(
    join(directory, 'languages', name),
    typeof content === 'string' ? content : JSON.stringify(content),
  );

const load = (first = 'en') =>
  readConfiguration(`issuer:\n  languages: languages\n  default_language: ${first}\n`, {
    file: join(directory, 'sallyport.yaml'),
    env: {},
  });

test('a language is added, another one changed, and one of them is the default', () => {
  write('it.json', { ...ownTexts['es'], 'action.cancel': 'Annulla' });
  write('de.json', { 'action.cancel': 'Doch nicht' });
  const { configuration } = load('it');
  const { languages } = readLanguages(configuration, directory);
  expect([...languages.keys()]).toEqual(['it', 'en', 'de', 'fr', 'es']);
  expect(languages.get('it')!.t('action.cancel')).toBe('Annulla');
  expect(languages.get('it')!.name).toBe('Italiano');
  expect(languages.get('de')!.t('action.cancel')).toBe('Doch nicht');
  expect(languages.get('de')!.t('action.continue')).toBe('Weiter');
});

test('without a directory there are ours, and the first is the one that is named', () => {
  const { configuration } = readConfiguration('issuer: { default_language: fr }', {
    file: join(directory, 'sallyport.yaml'),
    env: {},
  });
  expect([...readLanguages(configuration, directory).languages.keys()][0]).toBe('fr');
});

const { 'action.cancel': _, ...lessOne } = ownTexts['es']!;

test.each([
  ['it.json', lessOne, 'it.json: 1 text is missing: action.cancel'],
  ['it.json', { 'action.cancel': 'x' }, /\d+ texts are missing: [\w.]+, .*, …/],
  ['de.json', { 'action.cancle': 'x' }, 'action.cancle: there is no such text'],
  [
    'de.json',
    { 'sign_in.heading': 'Anmelden' },
    'sign_in.heading: has the values none, and needs {client}',
  ],
  [
    'de.json',
    { 'duration.days': { other: '{count}' } },
    'duration.days: the plural one of this language is missing',
  ],
  ['de.json', { 'action.cancel': 7 }, 'action.cancel: must be a text'],
  ['de.json', '[]', 'The file holds an object'],
  ['de.json', '{', 'de.json: '],
  ['no language.json', {}, 'is no language tag'],
  ['readme.txt', 'x', 'has no file like it.json'],
])('%s is refused', (name, content, message) => {
  write(name, content);
  expect(() => load()).toThrow(message);
});

test('a default that there is not is refused with those that there are', () => {
  write('it.json', ownTexts['es']);
  expect(() => load('pl')).toThrow(/no language pl\. There are en, de, fr, es, it/);
});

const declared = (text: string) => `
issuer: { languages: languages }
scopes:
  - name: newsletter
    text: ${text}
apis:
  - id: https://orders.example
    name: ${text}
    permissions: [orders:read]
    authorization_details:
      - type: order
        actions:
          - { name: read, permission: orders:read, text: ${text.replaceAll('x', "'{identifier}'")} }
`;

test('the words of an operator are in languages that there are', () => {
  write('it.json', ownTexts['es']);
  const read = (text: string) =>
    readConfiguration(declared(text), { file: join(directory, 'sallyport.yaml'), env: {} });
  expect(() => read('{ de: x, it: x }')).not.toThrow();
  expect(() => read('{ de: x, pt-BR: x }')).toThrow(
    /(there is no language pt-BR\. There are en, de, fr, es, it; add others[\s\S]*){3}/,
  );
});
