import type { Method } from '../assurance/proof.ts';
import type { Queryable } from '../database/connection.ts';

/** Something that a person who says who they are can be asked for besides. */
export interface SecondFactor {
  method: Method;
  /** Whether a person has set it up. */
  isEnrolled(userId: string, context: { sql: Queryable }): Promise<boolean>;
  /** The page that asks for it, in an interaction. */
  page(interaction: string): string;
  /** The page that sets it up, where a person can do that while signing in. */
  enrolPage?(interaction: string): string;
}
