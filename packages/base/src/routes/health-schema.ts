import { z } from 'zod';

export const healthSchema = z.strictObject({
  path: z
    .string()
    .regex(/^\/[\x21\x22\x24-\x7e]*$/, { error: 'A path begins with a slash: /health.' })
    .meta({
      description:
        'What each target is asked for, by GET. The path of an upstream is not put ahead.',
      examples: ['/health/ready'],
    }),
  interval: z
    .number()
    .min(1)
    .max(3_600)
    .optional()
    .meta({ description: 'Seconds between two checks. 10 by default.', examples: [10] }),
  timeout: z
    .number()
    .min(0.1)
    .max(60)
    .optional()
    .meta({
      description: 'Seconds until the head of the answer; then the check fails. 2 by default.',
      examples: [2],
    }),
  healthy_status: z
    .array(z.int().min(200).max(599))
    .min(1)
    .optional()
    .meta({
      description: 'The statuses by which a check passes. Without it, 200 to 399.',
      examples: [[200, 204]],
    }),
});
