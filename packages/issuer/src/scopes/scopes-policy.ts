import { z } from 'zod';
import type { Policy } from '../policies/policy.ts';
import { scope } from '../runtime/text.ts';
import { words } from '../runtime/words.ts';

const ownScope = z.strictObject({
  name: scope
    .refine(
      (name) => name !== 'openid' && name !== 'offline_access',
      'What this scope means is built in.',
    )
    .meta({ description: 'The scope.', examples: ['newsletter'] }),
  text: words.meta({
    description:
      'What people agree to where an application asks for it: a text, or one for each language.',
    examples: [{ en: 'Send you the newsletter', de: 'Ihnen den Newsletter schicken' }],
  }),
});

export type OwnScope = z.output<typeof ownScope>;

export const scopesSection = z.array(ownScope).max(200).default([]);

/** The words for scopes; a scope without any can be asked for all the same. */
export const scopesPolicy = {
  name: 'scopes',
  schema: z.strictObject({ scopes: scopesSection }),
} satisfies Policy;
