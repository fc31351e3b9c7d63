import { z } from 'zod';
import { assignmentRow } from '../directory/users/user.ts';
import { clientEntry } from './client-metadata.ts';

/** A client with what it was given by itself. */
export const clientDetails = clientEntry.extend({
  /** How many secrets are valid now. */
  secrets: z.int(),
  /** Another one after each new secret. */
  secret_version: z.string().nullable(),
  given: z.array(
    // JSON carries a time as text.
    assignmentRow.extend({ validUntil: z.coerce.date<string>().nullable() }),
  ),
});

export type ClientDetails = z.output<typeof clientDetails>;
