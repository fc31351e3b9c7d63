import { z } from 'zod';

export const rateLimitSchema = z.strictObject({
  per: z.enum(['user', 'client', 'address', 'route']).meta({
    description:
      'Whose requests are counted together: those of one user, of one client, of one address (a /64 with IPv6), or all of the route.',
    examples: ['user'],
  }),
  limit: z
    .int()
    .min(1)
    .max(1_000_000)
    .meta({ description: 'How many requests; all of them may come at once.', examples: [100] }),
  window: z
    .number()
    .min(1)
    .max(86_400)
    .meta({ description: 'In how many seconds.', examples: [60] }),
});
