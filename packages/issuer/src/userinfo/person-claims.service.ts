import type { Context } from '../context.ts';
import { readPerson } from '../directory/users/profile.service.ts';
import { readPolicy } from '../policies/policies.service.ts';
import { fieldsOf } from '../profile/field.ts';
import { profilePolicy } from '../profile/profile-policy.ts';
import { toldClaims } from '../profile/told-claims.ts';

/** What scopes let a client know of a person now, beside who they are. */
export async function personClaims(
  userId: string,
  scope: readonly string[],
  { sql, clock }: Pick<Context, 'sql' | 'clock'>,
): Promise<Record<string, unknown>> {
  const [person, policy] = await Promise.all([
    readPerson(sql, userId),
    readPolicy(sql, profilePolicy),
  ]);
  return person ? toldClaims(person, { scope, fields: fieldsOf(policy) }, clock.now()) : {};
}
