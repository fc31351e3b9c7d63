import type { TermsProblem } from '../pages/parts/terms-field.ts';
import type {
  AskableClaim,
  RegistrationPolicy,
  Terms,
} from '../registration-policy/registration-policy.ts';

/** What was typed of the person, as it will be kept, and what cannot be. */
export interface ReadProfile {
  name: string;
  profile: Record<string, string>;
  /** By field: a text is missing, or is none of this kind. */
  problems: Partial<Record<'name' | AskableClaim, 'missing' | 'malformed'>> & {
    terms?: TermsProblem;
  };
}

const maxLength = 200;

const forms: Partial<Record<AskableClaim, RegExp>> = {
  // YYYY-MM-DD, or 0000 where people do not tell the year (OpenID Connect Core, section 5.1).
  birthdate: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/,
  // E.164 with what people put between.
  phone_number: /^\+?[\d ()./-]{5,30}$/,
  website: /^https?:\/\/[^\s/]+\.[^\s]+$/i,
};

/** Reads the form of a registration. Fields that are not asked for are not kept. */
export function readProfile(
  form: Readonly<Record<string, string | undefined>>,
  { fields, terms }: Pick<RegistrationPolicy, 'fields' | 'terms'>,
): ReadProfile {
  const problems: ReadProfile['problems'] = {};
  const name = plainLine(form['name']);
  if (name === '') problems.name = 'missing';
  else if (name.length > maxLength) problems.name = 'malformed';
  const profile: Record<string, string> = {};
  for (const { claim, required } of fields) {
    const value = plainLine(form[claim]);
    if (value === '') {
      if (required) problems[claim] = 'missing';
    } else if (value.length > maxLength || !(forms[claim]?.test(value) ?? true)) {
      problems[claim] = 'malformed';
    } else profile[claim] = value;
  }
  const unwilling = terms && readAnswer(form, terms);
  if (unwilling) problems.terms = unwilling;
  return { name, profile, problems };
}

/** Whether a person agrees, and to this version: what was on their page may have been another one. */
export function readAnswer(
  form: Readonly<Record<string, string | undefined>>,
  { version }: Terms,
): TermsProblem | null {
  if (form['terms_version'] !== version) return 'changed';
  return form['terms'] === 'yes' ? null : 'missing';
}

const plainLine = (typed = ''): string => typed.trim().replace(/\s+/g, ' ');
