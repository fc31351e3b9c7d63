import { z } from 'zod';
import { storedFields } from '../../database/columns.ts';
import { apiFields } from './api-declaration.ts';

/** An API as its row says. */
export const api = z.object({
  ...storedFields(apiFields),
  permissions: z.array(z.string()),
  /** Made by the configuration file, where alone it can be changed. */
  declared: z.boolean(),
});

export type Api = z.output<typeof api>;
