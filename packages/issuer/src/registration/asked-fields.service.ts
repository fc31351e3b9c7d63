import type { Context } from '../context.ts';
import { readPolicy } from '../policies/policies.service.ts';
import { fieldsOf } from '../profile/field.ts';
import type { AskedField } from '../profile/profile-form.ts';
import { profilePolicy } from '../profile/profile-policy.ts';
import type { RegistrationPolicy } from '../registration-policy/registration-policy.ts';

/** What the policy asks people beside their name; of fields that are declared now. */
export async function readAskedFields(
  { fields }: Pick<RegistrationPolicy, 'fields'>,
  { sql }: Pick<Context, 'sql'>,
): Promise<AskedField[]> {
  if (fields.length === 0) return [];
  const declared = fieldsOf(await readPolicy(sql, profilePolicy));
  return fields.flatMap(({ claim, required }) => {
    const field = declared.find(({ name }) => name === claim);
    return field ? [{ field, required }] : [];
  });
}
