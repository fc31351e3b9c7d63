import {
  addressParts,
  isStandardClaim,
  type StandardClaimName,
  standardClaimNames,
  standardClaims,
} from './claims.ts';
import type { OwnField, ProfilePolicy } from './profile-policy.ts';
import {
  malformed,
  type PostalAddress,
  readBirthdate,
  readDate,
  readLine,
  readNumber,
  readPhone,
  readPostal,
  readUrl,
  readZone,
} from './values.ts';

export type ProfileValue = string | number | boolean | PostalAddress;

/** What is kept of a person, by the name of the field. */
export type Profile = Readonly<Record<string, unknown>>;

/** Something that can be known of a person: a standard claim, or a field that the operator declares. */
export interface ProfileField {
  /** In the stored profile, in forms and in the admin API. */
  name: string;
  /** As applications are told it. */
  claim: string;
  /** What an application has to have been granted to be told; null where none is. */
  scope: string | null;
  /** Null for a standard claim. */
  own: OwnField | null;
}

const standardFields: readonly ProfileField[] = standardClaimNames.map((name) => ({
  ...{ name, claim: name, own: null },
  scope: standardClaims[name].scope,
}));

const ownFieldOf = (own: OwnField): ProfileField => ({
  ...{ name: own.name, claim: own.claim ?? own.name, scope: own.scope, own },
});

/** Every field that there is. */
export const fieldsOf = ({ fields }: Pick<ProfilePolicy, 'fields'>): ProfileField[] => [
  ...standardFields,
  ...fields.map(ownFieldOf),
];

/** Those that people see in their account, in this order. */
export const shownFields = ({ claims, fields }: ProfilePolicy): ProfileField[] => [
  ...standardFields.filter(({ name }) => claims.includes(name as StandardClaimName)),
  ...fields.map(ownFieldOf),
];

export const isWrittenByPerson = ({ own }: ProfileField): boolean =>
  own?.written_by !== 'administrator';

/** A value as JSON has it. `malformed` where the field can have no such value. */
export function readValue(
  field: Pick<ProfileField, 'name' | 'own'>,
  value: unknown,
  now: Date,
): ProfileValue | typeof malformed {
  const { name, own } = field;
  if (own) return readOwn(own, value);
  if (!isStandardClaim(name)) return malformed;
  const { type } = standardClaims[name];
  if (type === 'postal') {
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? readPostal(value as Record<string, unknown>)
      : malformed;
  }
  if (typeof value !== 'string') return malformed;
  switch (type) {
    case 'line':
      return readLine(value);
    case 'url':
      return readUrl(value);
    case 'birthdate':
      return readBirthdate(value, now);
    case 'phone':
      return readPhone(value);
    case 'zone':
      return readZone(value);
  }
}

function readOwn(
  { type, options = [], max_length, minimum, maximum }: OwnField,
  value: unknown,
): ProfileValue | typeof malformed {
  if (type === 'boolean') return typeof value === 'boolean' ? value : malformed;
  if (type === 'number') {
    const limits = {
      ...(minimum === undefined ? {} : { minimum }),
      ...(maximum === undefined ? {} : { maximum }),
    };
    return typeof value === 'number' ? readNumber(value, limits) : malformed;
  }
  if (typeof value !== 'string') return malformed;
  if (type === 'string') return readLine(value, max_length);
  if (type === 'date') return readDate(value);
  return options.some((option) => option.value === value) ? value : malformed;
}

type Form = Readonly<Record<string, string | undefined>>;

/** The names that the inputs of a field have in a form. */
export const inputNames = ({ name }: Pick<ProfileField, 'name'>): readonly string[] =>
  name === 'address' ? addressParts : [name];

/**
 * What was typed into the inputs of a field: null where all of them were left empty. A box that is not
 * ticked says no.
 */
export function readTyped(
  field: Pick<ProfileField, 'name' | 'own'>,
  form: Form,
  now: Date,
): ProfileValue | typeof malformed | null {
  const typed = (form[field.name] ?? '').trim();
  if (field.name === 'address') {
    const parts = Object.fromEntries(addressParts.map((part) => [part, form[part] ?? '']));
    const isEmpty = Object.values(parts).every((part) => part.trim() === '');
    return isEmpty ? null : readPostal(parts);
  }
  if (field.own?.type === 'boolean') return typed === 'yes';
  if (typed === '') return null;
  if (field.own?.type === 'number') {
    const number = readNumber(typed);
    return number === malformed ? malformed : readValue(field, number, now);
  }
  return readValue(field, typed, now);
}

/** The inputs of a field, filled with what is kept. */
export function typedOf({ name, own }: Pick<ProfileField, 'name' | 'own'>, profile: Profile): Form {
  const value = profile[name];
  if (name === 'address') return (value ?? {}) as Form;
  if (own?.type === 'boolean') return { [name]: value === true ? 'yes' : '' };
  return { [name]: value === undefined ? '' : String(value) };
}
