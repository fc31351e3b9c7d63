import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import { accountPolicy } from '../account/account-policy.ts';
import type { Context } from '../context.ts';
import { passwordPolicy } from '../passwords/password-policy.ts';
import { auditPolicy } from '../policies/audit-policy.ts';
import { readPolicy } from '../policies/policies.service.ts';
import type { Policy } from '../policies/policy.ts';
import { profilePolicy } from '../profile/profile-policy.ts';
import { registrationPolicy } from '../registration-policy/registration-policy.ts';
import { scopesPolicy } from '../scopes/scopes-policy.ts';
import { signInPolicy } from '../sign-in-policy/policy.ts';

const policies: readonly Policy<z.ZodObject>[] = [
  ...[passwordPolicy, signInPolicy, profilePolicy, registrationPolicy],
  ...[accountPolicy, auditPolicy, scopesPolicy],
];

/** What holds now, by the sections of the configuration file. */
export const listPolicies = ({ sql }: Pick<Context, 'sql'>) =>
  Promise.all(
    policies.map(async (policy) => {
      const definition = await readPolicy(sql, policy);
      return {
        name: policy.name,
        definition,
        isDefault: isDeepStrictEqual(definition, policy.schema.parse({})),
      };
    }),
  );
