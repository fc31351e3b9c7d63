import type { z } from 'zod';

/**
 * A section of the configuration file that says how the issuer is to decide. Where it is left out,
 * what the schema makes of `{}` holds.
 */
export interface Policy<Schema extends z.ZodType = z.ZodType> {
  /** As the section is called. */
  name: string;
  schema: Schema;
}
