import { z } from 'zod';
import { name } from '../../runtime/text.ts';
import { assignmentRow } from '../users/user.ts';

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
  /** Made by the configuration file, where alone it can be changed. */
  declared: z.boolean(),
  /** Whether another group is below it. */
  hasSubgroups: z.boolean(),
  /** What it gives by itself now. */
  roles: z.array(z.string()),
});

export type Group = z.output<typeof group>;

/** JSON carries a time as text. */
const assignment = assignmentRow.extend({ validUntil: z.coerce.date<string>().nullable() });

/** With everything that was given to it, and what its members get from it and from those above. */
export const groupDetails = group.omit({ roles: true }).extend({
  roles: z.array(assignment),
  /** From the next one to the topmost. */
  ancestors: z.array(z.string()),
  effectiveRoles: z.array(z.string()),
});

export type GroupDetails = z.output<typeof groupDetails>;
