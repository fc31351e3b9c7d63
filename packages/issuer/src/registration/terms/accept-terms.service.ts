import { recordAudit } from '../../audit/audit.service.ts';
import type { Context } from '../../context.ts';
import { acceptTerms } from '../../directory/users/accepted-terms.service.ts';
import type { Terms } from '../../registration-policy/registration-policy.ts';
import { readAgreement } from './owed-terms.store.ts';
import { owedTerms } from './owed-terms.ts';

/** The terms that a person has to agree to before they go on, and the address of their account. */
export async function findOwedTerms(
  userId: string,
  { sql }: Pick<Context, 'sql'>,
): Promise<{ terms: Terms; email: string } | null> {
  const agreement = await readAgreement(sql, userId);
  const terms = agreement && owedTerms(agreement);
  return terms && { terms, email: agreement.email };
}

/** Keeps that a person who is signed in has agreed to this version; again is no error. */
export async function agreeToTerms(
  userId: string,
  version: string,
  { sql, clock }: Pick<Context, 'sql' | 'clock'>,
): Promise<void> {
  await sql.begin(async (tx) => {
    const at = clock.now();
    if (!(await acceptTerms(tx, userId, version, at))) return;
    const person = `user:${userId}` as const;
    const event = { at, action: 'terms.accept', actor: person } as const;
    await recordAudit(tx, { ...event, subjects: [person], detail: { terms: version } });
  });
}
