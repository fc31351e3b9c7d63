import type { Queryable } from '../database/connection.ts';
import type { Account } from './dispatch.ts';
import { secondFactors } from './second-factors.ts';

/** The second factors of a person, and those that they have not set up. */
export async function readFactors(
  userId: string,
  context: { sql: Queryable },
): Promise<Pick<Account, 'factors' | 'enrollable'>> {
  const enrolled = await Promise.all(
    secondFactors.map((factor) => factor.isEnrolled(userId, context)),
  );
  const factors = secondFactors.filter((_, index) => enrolled[index]);
  const enrollable = secondFactors.filter(({ enrolPage }, index) => enrolPage && !enrolled[index]);
  return {
    factors: factors.map(({ method }) => method),
    enrollable: enrollable.map(({ method }) => method),
  };
}
