import { z } from 'zod';
import type { Policy } from './policy.ts';

const day = 86_400;

/** How the audit log is kept. */
export const auditSection = z.strictObject({
  retention: z
    .int()
    .min(90 * day)
    .nullable()
    .default(null)
    .meta({
      description:
        'How long events are kept, in seconds: 90 days or more. They go by whole periods of 30 days, so that the oldest are up to 30 days older. null keeps them for ever. Roles and memberships that ended longer ago are removed, too.',
      examples: [400 * day],
    }),
});

export const auditPolicy = { name: 'audit', schema: auditSection } satisfies Policy;
