import type { Html } from '../../http/html.ts';
import type { TextKey } from '../texts.ts';
import type { View } from '../view.ts';
import { type Field, field } from './field.ts';
import type { ShownTerms, TermsProblem } from './terms-field.ts';

/** What people can be asked about themselves, and how their browser fills it in (HTML, section 4.1.18.7). */
const kinds = {
  name: { label: 'field.name', autocomplete: 'name' },
  given_name: { label: 'field.given_name', autocomplete: 'given-name' },
  family_name: { label: 'field.family_name', autocomplete: 'family-name' },
  nickname: { label: 'field.nickname', autocomplete: 'nickname' },
  birthdate: { label: 'field.birthdate', autocomplete: 'bday', type: 'date' },
  phone_number: { label: 'field.phone_number', autocomplete: 'tel', type: 'tel' },
  website: { label: 'field.website', autocomplete: 'url', type: 'url' },
} as const satisfies Record<string, Pick<Field, 'autocomplete' | 'type'> & { label: TextKey }>;

export type PersonField = keyof typeof kinds;

const problems = { missing: 'field.missing', malformed: 'field.malformed' } as const;

export type FieldProblem = keyof typeof problems;

/** By field, what is wrong with it. */
export type PersonProblems = Readonly<
  Partial<Record<PersonField, FieldProblem>> & { terms?: TermsProblem }
>;

export interface PersonFields {
  fields: { name: PersonField; required: boolean }[];
  values: Readonly<Partial<Record<PersonField, string | undefined>>>;
  problems: PersonProblems;
  /** What they have to agree to. */
  terms: ShownTerms | null;
}

export const personFields = (
  { t }: View,
  { fields, values, problems: found }: PersonFields,
): Html[] =>
  fields.map(({ name, required }) => {
    const { label, ...kind } = kinds[name];
    const problem = found[name];
    const error = problem && t(problems[problem]);
    const shown = required ? t(label) : t('field.optional', { label: t(label) });
    return field({
      name,
      label: shown,
      value: values[name],
      required,
      error,
      maxLength: 200,
      ...kind,
    });
  });
