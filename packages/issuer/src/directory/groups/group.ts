import { z } from 'zod';
import { name } from '../../runtime/text.ts';

export const declaredGroup = z.strictObject({
  name: name.meta({ description: 'What users name it by.', examples: ['staff'] }),
  roles: z
    .array(name)
    .default([])
    .meta({ description: 'The roles that every member has.', examples: [['support']] }),
  parent: name.optional().meta({
    description:
      'Another group. The members of this one have its roles too, and those of its parents.',
    examples: ['everyone'],
  }),
});

export type DeclaredGroup = z.output<typeof declaredGroup>;

/** A group as its row says. */
export const group = z.object({
  name: z.string(),
  parent: z.string().nullable(),
  roles: z.array(z.string()),
});

export type Group = z.output<typeof group>;
