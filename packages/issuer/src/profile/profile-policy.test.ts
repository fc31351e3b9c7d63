import { expect, test } from 'vitest';
import { checkReferences } from '../configuration/references.ts';
import { declarationSchema } from '../configuration/schema.ts';
import { readTyped, readValue } from './field.ts';
import { inLanguage } from './inputs.ts';
import { profileSection } from './profile-policy.ts';
import { malformed } from './values.ts';

const now = new Date('2026-11-26T17:00:00Z');
const label = { en: 'Team', de: 'Gruppe' };
const options = [{ value: 'sales', label }];
const field = { name: 'team', type: 'string', label };

const issueOf = (...fields: object[]) => {
  const { success, error } = profileSection.safeParse({ fields });
  return success
    ? null
    : `${error.issues[0]!.path.slice(1).join('.')}: ${error.issues[0]!.message}`;
};

test.each<[string, object[], RegExp]>([
  [
    'the name of a claim that tokens have',
    [{ ...field, name: 'sub' }],
    /0\.name: .*something else/,
  ],
  ['that of a standard claim', [{ ...field, name: 'birthdate' }], /0\.name/],
  ['a name that every object has', [{ ...field, name: 'constructor' }], /0\.name/],
  ['that of a part of an address', [{ ...field, name: 'country' }], /0\.name/],
  ['a claim that tokens have', [{ ...field, claim: 'roles' }], /0\.claim: .*something else/],
  ['a claim that says who may be trusted', [{ ...field, claim: 'email_verified' }], /0\.claim/],
  ['the scope that all have', [{ ...field, scope: 'openid' }], /0\.scope: Every application/],
  ['a choice of nothing', [{ ...field, type: 'choice' }], /0\.options: A field of type choice/],
  ['options of a text', [{ ...field, options }], /0\.options/],
  ['an option twice', [{ ...field, type: 'choice', options: [...options, ...options] }], /once/],
  ['a length of a number', [{ ...field, type: 'number', max_length: 3 }], /0\.max_length/],
  ['a minimum of a text', [{ ...field, minimum: 3 }], /0\.minimum/],
  ['limits that leave nothing', [{ ...field, type: 'number', minimum: 3, maximum: 2 }], /maximum/],
  ['two fields of one name', [field, field], /1\.name: There is another field/],
  ['two fields of one claim', [field, { ...field, name: 'x', claim: 'team' }], /1\.claim/],
  ['no text at all', [{ ...field, label: {} }], /0\.label: Give a text/],
  ['a label that reorders the page', [{ ...field, label: { en: 'a\u202eb' } }], /0\.label/],
  ['a language that is none', [{ ...field, label: { english: 'x' } }], /0\.label/],
])('a file with %s is refused', (_, fields, message) => {
  expect(issueOf(...fields)).toMatch(message);
});

test('what people are asked when they register has to be kept somewhere', () => {
  const check = (claim: string) =>
    checkReferences(
      declarationSchema.parse({
        profile: { fields: [field] },
        registration: { fields: [{ claim }] },
      }),
      'https://id.example',
    );
  expect(check('team')).toEqual([]);
  expect(check('address')).toEqual([]);
  expect(check('email')).toMatchObject([{ path: ['registration', 'fields', 0, 'claim'] }]);
  expect(check('constructor')).toMatchObject([{ message: expect.stringContaining('Declare') }]);
});

const own = (more: object) => {
  const [parsed] = profileSection.parse({ fields: [{ ...field, ...more }] }).fields;
  return { name: parsed!.name, own: parsed! };
};

test.each<[object, unknown, unknown, string, unknown]>([
  [{ max_length: 3 }, 'abcd', malformed, 'abc', 'abc'],
  [{ type: 'number', minimum: 1 }, 0, malformed, ' 7 ', 7],
  [{ type: 'number' }, '7', malformed, 'seven', malformed],
  [{ type: 'boolean' }, 'yes', malformed, 'yes', true],
  [{ type: 'boolean' }, false, false, '', false],
  [{ type: 'date' }, '2026-02-31', malformed, '2026-02-28', '2026-02-28'],
  [{ type: 'choice', options }, 'it', malformed, 'sales', 'sales'],
  [{}, ['a'], malformed, '', null],
  [{}, { toString: () => 'a' }, malformed, 'a\0', malformed],
])('a field %o', (more, json, value, typed, read) => {
  const declared = own(more);
  expect(readValue(declared, json, now)).toBe(value);
  expect(readTyped(declared, { team: typed }, now)).toBe(read);
});

test('a standard claim takes no other kind of value', () => {
  for (const value of [7, true, null, ['x'], { locality: 'Berlin' }]) {
    expect(readValue({ name: 'nickname', own: null }, value, now)).toBe(malformed);
  }
  for (const value of ['Berlin', ['Berlin'], null, { locality: { deep: 1 } }]) {
    expect(readValue({ name: 'address', own: null }, value, now)).toBe(malformed);
  }
  expect(readValue({ name: 'toString', own: null }, 'x', now)).toBe(malformed);
});

test('a label is in the language of the page, or else in English', () => {
  expect(['de-AT', 'en-GB', 'fr'].map((tag) => inLanguage(label, tag))).toEqual([
    ...['Gruppe', 'Team', 'Team'],
  ]);
  expect(inLanguage({ es: 'Equipo' }, 'fr')).toBe('Equipo');
});
