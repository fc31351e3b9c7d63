import { z } from 'zod';
import { storedFields } from '../database/columns.ts';
import { providerFields } from './provider-declaration.ts';

/** A provider as administrators see it: what every type has, and nothing secret. */
export const listedProvider = z.object({
  ...storedFields(providerFields),
  type: z.string(),
  issuer: z.string(),
  /** Made by the configuration file. */
  declared: z.boolean(),
});

export type ListedProvider = z.output<typeof listedProvider>;

/** One of them, as it can be changed: all but its secret. */
export const providerDetails = listedProvider.extend({
  settings: z
    .record(z.string(), z.unknown())
    .describe('The keys that only some types have, as in the configuration file.'),
  has_secret: z
    .boolean()
    .describe('Whether a secret, or a private key, is stored. It is never shown.'),
  secret_version: z
    .string()
    .describe(
      'Another one after each change of the secret. It tells nothing of the secret itself.',
    ),
});

export type ProviderDetails = z.output<typeof providerDetails>;
