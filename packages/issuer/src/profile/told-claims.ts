import { numericDate } from '../runtime/clock.ts';
import { ownClaims } from './claims.ts';
import { type Profile, type ProfileField, readValue } from './field.ts';
import { malformed } from './values.ts';

/** A person, as far as applications can be told. */
export interface Person {
  name: string;
  email: string;
  emailVerified: boolean;
  /** BCP 47; null where it is not known. */
  locale: string | null;
  profile: Profile;
  updatedAt: Date;
}

/**
 * What scopes let an application know of a person (OpenID Connect Core, sections 5.1 and 5.4). What is
 * kept and is not of its kind any more, since the configuration has changed, is not told.
 *
 * @param now the current time
 */
export function toldClaims(
  { name, email, emailVerified, locale, profile, updatedAt }: Person,
  { scope, fields }: { scope: readonly string[]; fields: readonly ProfileField[] },
  now: Date,
): Record<string, unknown> {
  const told: Record<string, unknown> = {};
  if (scope.includes('profile')) {
    told['name'] = name;
    if (locale !== null) told['locale'] = locale;
    told['updated_at'] = numericDate(updatedAt);
  }
  if (scope.includes('email')) {
    told['email'] = email;
    told['email_verified'] = emailVerified;
  }
  for (const field of fields) {
    if (field.scope === null || !scope.includes(field.scope)) continue;
    const kept = profile[field.name];
    const value = kept === undefined ? malformed : readValue(field, kept, now);
    if (value !== malformed) told[field.claim] = value;
  }
  // Nothing here proves a number.
  if (told['phone_number'] !== undefined) told['phone_number_verified'] = false;
  return told;
}

/** The names of all that can be told. */
export const claimNames = (fields: readonly ProfileField[]): string[] => [
  ...Object.values(ownClaims).flat(),
  ...fields.filter(({ scope }) => scope !== null).map(({ claim }) => claim),
];

/** The scopes that something is told by, beside `profile` and `email`. */
export function scopesOf(fields: readonly ProfileField[]): string[] {
  const scopes = fields.flatMap(({ scope }) => (scope === null ? [] : [scope]));
  return [...new Set(scopes)].filter((scope) => scope !== 'profile' && scope !== 'email');
}
