import { recordAudit } from '../audit/audit.service.ts';
import type { Context } from '../context.ts';
import { isUniqueViolation } from '../database/failures.ts';
import { acceptTerms } from '../directory/users/accepted-terms.service.ts';
import { createAccount } from '../directory/users/new-account.service.ts';
import { hashPassword } from '../directory/users/password.ts';
import { type ProofPlace, recordProof } from '../interactions/interactions.service.ts';
import type { OneTimeCode } from '../one-time-codes/one-time-code.ts';
import { spendCode } from '../one-time-codes/one-time-codes.service.ts';
import type { Profile } from '../profile/field.ts';
import type { RegistrationPolicy } from '../registration-policy/registration-policy.ts';

type Dependencies = Pick<Context, 'sql' | 'clock' | 'random' | 'settings'>;

export interface Registrant {
  name: string;
  profile: Profile;
  /** Null where one signs in without. */
  password: string | null;
  /** BCP 47. */
  language: string;
}

export type Registered =
  | { result: 'registered'; userId: string }
  /** The code was used, or is too old. */
  | { result: 'over' }
  /** Another registration of the same address was faster. */
  | { result: 'taken' };

/**
 * Makes the account of a person who has proved that the address is theirs, and records that proof: who
 * registers does not type again what was typed a moment ago. One transaction: of two with the same code, or
 * of two codes for the same address, one makes an account.
 */
export async function register(
  { name, profile, password, language }: Registrant,
  code: OneTimeCode,
  signIn: ProofPlace,
  policy: Pick<RegistrationPolicy, 'groups' | 'terms'>,
  context: Dependencies,
): Promise<Registered> {
  const { sql, clock, random } = context;
  if (code.provenAt === null) throw new Error('This address was not proved.');
  const passwordHash = password === null ? null : await hashPassword(password, context);
  const now = clock.now();
  const userId = random.uuid();
  const { groups, terms } = policy;
  try {
    return await sql.begin(async (tx): Promise<Registered> => {
      if (!(await spendCode(tx, code, context))) return { result: 'over' };
      const address = { email: code.email, emailVerified: true };
      const account = { id: userId, ...address, name, profile, passwordHash, groups };
      await createAccount(tx, { ...account, locale: language, createdAt: now });
      if (terms) await acceptTerms(tx, userId, terms.version, now);
      const proof = { method: 'email_code' } as const;
      await recordProof(signIn, { userId, credentialVersion: 0, proof }, { clock, sql: tx });
      await recordAudit(tx, {
        at: now,
        action: 'user.register',
        actor: `user:${userId}`,
        subjects: [`user:${userId}`],
        detail: { groups, ...(terms && { terms: terms.version }) },
      });
      return { result: 'registered', userId };
    });
  } catch (error) {
    if (isUniqueViolation(error)) return { result: 'taken' };
    throw error;
  }
}
