import type { FieldProblem } from '../pages/parts/person-fields.ts';
import { inputNames, type ProfileField, type ProfileValue, readTyped } from './field.ts';
import { malformed, readLine } from './values.ts';

/** What a person is asked beside the name, in this order. */
export interface AskedField {
  field: ProfileField;
  required: boolean;
}

type Form = Readonly<Record<string, string | undefined>>;

/** The names of all inputs that such a form can have. */
export const formNames = (asked: readonly AskedField[]): string[] => [
  'name',
  ...asked.flatMap(({ field }) => inputNames(field)),
];

/** What was typed for the name. */
export function readName(typed = ''): { name: string; problem?: FieldProblem } {
  if (typed.trim() === '') return { name: '', problem: 'missing' };
  const name = readLine(typed);
  return name === malformed ? { name: typed, problem: 'malformed' } : { name };
}

/** What was typed into fields: null where nothing was. */
export function readFields(
  form: Form,
  asked: readonly AskedField[],
  now: Date,
): { values: Record<string, ProfileValue | null>; problems: Record<string, FieldProblem> } {
  const values: Record<string, ProfileValue | null> = {};
  const problems: Record<string, FieldProblem> = {};
  for (const { field, required } of asked) {
    const value = readTyped(field, form, now);
    if (value === malformed) problems[field.name] = 'malformed';
    else if (required && (value === null || value === false)) problems[field.name] = 'missing';
    else values[field.name] = value;
  }
  return { values, problems };
}
