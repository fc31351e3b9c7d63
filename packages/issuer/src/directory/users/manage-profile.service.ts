import { OAuthError } from '@sallyport/protocol/errors.ts';
import { recordAudit } from '../../audit/audit.service.ts';
import type { Context } from '../../context.ts';
import type { Queryable, Transaction } from '../../database/connection.ts';
import { readPolicy } from '../../policies/policies.service.ts';
import { fieldsOf, type ProfileValue, readValue } from '../../profile/field.ts';
import { profilePolicy } from '../../profile/profile-policy.ts';
import type { Person } from '../../profile/told-claims.ts';
import { malformed, readLine, readLocale } from '../../profile/values.ts';
import { requireAuthorityOverUser } from '../authority.service.ts';
import type { Caller } from '../caller.ts';
import { type Guard, unguarded } from '../declared.ts';
import { changePerson, type ProfileChange, readPerson } from './profile.service.ts';
import { noSuchUser } from './user.ts';
import { lockUser } from './users.store.ts';

/** What an administrator wants to be different; what is left out stays as it is. */
export interface WantedProfile {
  name?: string | undefined;
  /** Null forgets it. */
  locale?: string | null | undefined;
  /** By the name of the field, as JSON has values; null forgets one. */
  profile?: Readonly<Record<string, unknown>> | undefined;
}

/** @throws OAuthError `not_found` */
export async function getProfile(id: string, { sql }: { sql: Queryable }): Promise<Person> {
  const person = await readPerson(sql, id);
  if (!person) throw noSuchUser(id);
  return person;
}

/** The same of a person to whom no other transaction does anything until the end of this one. */
export async function holdProfile(id: string, tx: Transaction): Promise<Person> {
  await lockUser(tx, id, 'change');
  return getProfile(id, { sql: tx });
}

/**
 * Changes what is kept of a person: every field, those that people do not write themselves too.
 *
 * @throws OAuthError `not_found`; `invalid_request` for a field that there is not, or a value that it cannot
 *   have; `insufficient_scope` as `authority.service.ts` says.
 */
export async function updateProfile(
  id: string,
  wanted: WantedProfile,
  caller: Caller,
  context: Pick<Context, 'sql' | 'clock' | 'changes'>,
  guard: Guard = unguarded,
): Promise<void> {
  const now = context.clock.now();
  const change = await readWanted(wanted, now, context);
  await context.changes.give(async (tx) => {
    await guard(tx);
    await requireAuthorityOverUser(tx, caller, id, now);
    const changed = await changePerson(tx, id, change);
    if (!changed) throw noSuchUser(id);
    if (changed.length === 0) return [];
    const subjects = [`user:${id}`];
    await recordAudit(tx, {
      ...{ at: now, action: 'user.update', actor: caller.actor, subjects, detail: { changed } },
    });
    return changed.includes('name') ? [`more:user:${id}`] : [];
  });
}

async function readWanted(
  { name, locale, profile = {} }: WantedProfile,
  now: Date,
  { sql }: Pick<Context, 'sql'>,
): Promise<ProfileChange> {
  const given = Object.keys(profile).length > 0;
  const fields = given ? fieldsOf(await readPolicy(sql, profilePolicy)) : [];
  const values: Record<string, ProfileValue | null> = {};
  for (const [key, value] of Object.entries(profile)) {
    const field = fields.find((one) => one.name === key);
    if (!field)
      throw refuse(`profile.${key}`, 'There is no such field. Declare it in profile.fields.');
    const read = value === null ? null : readValue(field, value, now);
    if (read === malformed) throw refuse(`profile.${key}`, 'The field can have no such value.');
    values[key] = read;
  }
  return {
    name: name === undefined ? undefined : must('name', readLine(name)),
    locale: typeof locale === 'string' ? must('locale', readLocale(locale)) : locale,
    profile: values,
  };
}

function must(key: string, read: string | typeof malformed): string {
  if (read === malformed) throw refuse(key, 'It can have no such value.');
  return read;
}

const refuse = (key: string, problem: string): OAuthError =>
  new OAuthError('invalid_request', `${key}: ${problem}`);
