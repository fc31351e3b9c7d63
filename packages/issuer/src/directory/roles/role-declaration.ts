import { z } from 'zod';
import { name, permission } from '../../runtime/text.ts';

export const declaredRole = z.strictObject({ name, permissions: z.array(permission).default([]) });

export type DeclaredRole = z.output<typeof declaredRole>;
