import { z } from 'zod';

/** A provider that failed, and did not answer as it should since. */
export const failingProvider = z.object({
  id: z.string(),
  name: z.string(),
  since: z.date(),
  at: z.date(),
  reason: z.string(),
});

export type FailingProvider = z.output<typeof failingProvider>;
