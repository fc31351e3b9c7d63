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
