import { z } from 'zod';
import { audience, label, permission } from '../../runtime/text.ts';

export const signingAlgs = ['ES256', 'RS256'] as const;

export const apiFields = {
  id: audience,
  name: label,
  /** What its services may know of the user. */
  claims: z.array(z.enum(['name', 'email'])).default([]),
  signing_alg: z.enum(signingAlgs).default('ES256'),
};

/** An API: what a token can be for, and the permissions that count there. */
export const declaredApi = z.strictObject({
  ...apiFields,
  permissions: z.array(permission).default([]),
});

export type DeclaredApi = z.output<typeof declaredApi>;
