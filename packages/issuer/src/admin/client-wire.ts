import { z } from 'zod';
import type { ClientDetails } from '../clients/client-details.ts';
import { clientEntry } from '../clients/client-metadata.ts';
import { assignmentSchema, showAssignment } from './user-wire.ts';

export const secretSchema = z
  .string()
  .describe('Shown this once: the server keeps an HMAC of it. Null where the client has none.');

export const clientDetailsSchema = clientEntry.extend({
  secrets: z.int().describe('How many are valid now: two, while one replaces the other.'),
  secret_version: z
    .string()
    .nullable()
    .describe('Another one after each new secret; it tells nothing of the secret itself.'),
  given_roles: z.array(assignmentSchema).describe('Those that have ended, too.'),
});

export const showClient = ({
  given,
  ...client
}: ClientDetails): z.output<typeof clientDetailsSchema> => ({
  ...client,
  given_roles: given.map(showAssignment),
});
