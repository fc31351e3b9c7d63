import { z } from 'zod';
import { name } from '../../runtime/text.ts';

export const declaredGroup = z.strictObject({
  name,
  roles: z.array(name).default([]),
  /** Its members have the roles of this one too, and of its parents. */
  parent: name.optional(),
});

export type DeclaredGroup = z.output<typeof declaredGroup>;
