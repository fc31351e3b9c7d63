import { isDeepStrictEqual } from 'node:util';
import type { Queryable, Transaction } from '../../database/connection.ts';
import type { ProfileValue } from '../../profile/field.ts';
import type { Person } from '../../profile/told-claims.ts';
import { readPersonRow, writePersonRow } from './profile.store.ts';

/** Null where there is no such user. */
export const readPerson = (sql: Queryable, userId: string): Promise<Person | null> =>
  readPersonRow(sql, userId);

/** What is to be different; what is left out stays as it is. */
export interface ProfileChange {
  name?: string | undefined;
  /** BCP 47; null forgets it. */
  locale?: string | null | undefined;
  /** By the name of the field, as `readValue` gives values; null forgets one. */
  profile?: Readonly<Record<string, ProfileValue | null>>;
}

/**
 * Changes what is kept of a person. It takes nothing away; where the name is another one, the caller logs
 * `more:user:<id>` in the same transaction.
 *
 * @returns what is different now, as the audit log names it: `name`, `locale`, `profile.birthdate`; null
 *   where there is no such user
 */
export async function changePerson(
  tx: Transaction,
  userId: string,
  change: ProfileChange,
): Promise<string[] | null> {
  const before = await readPersonRow(tx, userId, 'until the end');
  if (!before) return null;
  const { name = before.name, locale = before.locale, profile: given = {} } = change;
  const kept = Object.entries({ ...before.profile, ...given }).filter(
    ([, value]) => value !== null,
  );
  const profile = Object.fromEntries(kept);
  const changed = [
    ...(name === before.name ? [] : ['name']),
    ...(locale === before.locale ? [] : ['locale']),
    ...Object.keys(given)
      .filter((field) => !isDeepStrictEqual(profile[field], before.profile[field]))
      .map((field) => `profile.${field}`),
  ];
  if (changed.length > 0) await writePersonRow(tx, userId, { name, locale, profile });
  return changed;
}
