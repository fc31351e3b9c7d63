import type { Context } from '../context.ts';
import type { Account } from './dispatch.ts';
import { secondFactors } from './second-factors.ts';

/** The second factors of a person; one who has any sets up no other while signing in. */
export async function readFactors(
  userId: string,
  context: Pick<Context, 'sql'>,
): Promise<Pick<Account, 'factors' | 'enrollable'>> {
  const enrolled = await Promise.all(
    secondFactors.map((factor) => factor.isEnrolled(userId, context)),
  );
  const factors = secondFactors.filter((_, index) => enrolled[index]).map(({ method }) => method);
  const enrollable = secondFactors.filter(({ enrolPage }) => enrolPage);
  return { factors, enrollable: factors.length > 0 ? [] : enrollable.map(({ method }) => method) };
}
