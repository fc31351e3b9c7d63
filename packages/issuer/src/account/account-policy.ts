import { z } from 'zod';
import type { Policy } from '../policies/policy.ts';

/** What people can do with their accounts by themselves. */
export const accountSection = z.strictObject({
  deletion: z
    .boolean()
    .default(true)
    .meta({
      description: 'Whether people can delete their own accounts on their account page.',
      examples: [false],
    }),
});

export const accountPolicy = { name: 'account', schema: accountSection } satisfies Policy;
