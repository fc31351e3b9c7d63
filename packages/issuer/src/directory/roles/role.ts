import { z } from 'zod';
import { name, permission } from '../../runtime/text.ts';

export const declaredRole = z.strictObject({
  name: name.meta({
    description: 'What groups, users and clients name it by.',
    examples: ['support'],
  }),
  permissions: z
    .array(permission)
    .default([])
    .meta({
      description: 'What those who have the role may do. Each is a permission of some API.',
      examples: [['orders:read', 'orders:refund']],
    }),
});

export type DeclaredRole = z.output<typeof declaredRole>;

/** A role as its row says. */
export const role = z.object({
  name: z.string(),
  permissions: z.array(z.string()),
  /** Made by the configuration file, where alone it can be changed. */
  declared: z.boolean(),
});

export type Role = z.output<typeof role>;
