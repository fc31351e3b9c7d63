import type { PersonProblems } from '../pages/parts/person-fields.ts';
import type { TermsProblem } from '../pages/parts/terms-field.ts';
import type { ProfileValue } from '../profile/field.ts';
import { type AskedField, readFields, readName } from '../profile/profile-form.ts';
import type { RegistrationPolicy, Terms } from '../registration-policy/registration-policy.ts';

/** What was typed of the person, as it will be kept, and what cannot be. */
export interface ReadProfile {
  name: string;
  profile: Record<string, ProfileValue>;
  problems: PersonProblems;
}

type Form = Readonly<Record<string, string | undefined>>;

/** Reads the form of a registration. Fields that are not asked for are not kept. */
export function readProfile(
  form: Form,
  { asked, terms }: { asked: readonly AskedField[] } & Pick<RegistrationPolicy, 'terms'>,
  now: Date,
): ReadProfile {
  const { name, problem } = readName(form['name']);
  const { values, problems } = readFields(form, asked, now);
  const told = Object.entries(values).filter(
    (entry): entry is [string, ProfileValue] => entry[1] !== null,
  );
  const unwilling = terms && readAnswer(form, terms);
  return {
    name,
    profile: Object.fromEntries(told),
    problems: {
      ...problems,
      ...(problem && { name: problem }),
      ...(unwilling && { terms: unwilling }),
    },
  };
}

/** Whether a person agrees, and to this version: what was on their page may have been another one. */
export function readAnswer(form: Form, { version }: Terms): TermsProblem | null {
  if (form['terms_version'] !== version) return 'changed';
  return form['terms'] === 'yes' ? null : 'missing';
}
