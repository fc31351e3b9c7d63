import type { PersonInput } from '../pages/parts/person-fields.ts';
import type { View } from '../pages/view.ts';
import { inLanguage as inLanguages, type Words } from '../pages/words.ts';
import type { ProfileField } from './field.ts';
import type { AskedField } from './profile-form.ts';
import type { OwnField } from './profile-policy.ts';

/** What a form about a person asks: the name, and these, in a language (BCP 47). */
export const personInputs = (asked: readonly AskedField[], language: string): PersonInput[] => [
  { name: 'name', required: true },
  ...asked.map(({ field, required }) => inputOf(field, required, language)),
];

/** A field as the pages show it. */
const inputOf = (
  { name, own }: Pick<ProfileField, 'name' | 'own'>,
  required: boolean,
  language: string,
): PersonInput => ({ name, required, ...(own && { own: ownInput(own, language) }) });

const kinds = {
  string: 'text',
  number: 'number',
  boolean: 'checkbox',
  date: 'date',
  choice: 'select',
} as const satisfies Record<OwnField['type'], NonNullable<PersonInput['own']>['kind']>;

const ownInput = (
  { type, label, options, max_length, minimum, maximum }: OwnField,
  language: string,
): NonNullable<PersonInput['own']> => ({
  kind: kinds[type],
  label: inLanguage(label, language),
  maxLength: max_length,
  ...{ minimum, maximum },
  options: options?.map((option) => ({
    value: option.value,
    label: inLanguage(option.label, language),
  })),
});

/** `de-AT`, or else `de`, or else English, or else whatever there is. */
export const inLanguage = (texts: Words, language: string): string =>
  inLanguages(texts, [language, 'en']);

/** What is kept of a field, in words. */
export function shownValue(
  { own }: Pick<ProfileField, 'own'>,
  value: unknown,
  { t, tag }: Pick<View, 't' | 'tag'>,
): string {
  if (typeof value === 'boolean') return t(value ? 'field.yes' : 'field.no');
  const option = own?.options?.find((one) => one.value === value);
  return option ? inLanguage(option.label, tag) : String(value);
}
