import { z } from 'zod';
import { text } from '../runtime/text.ts';
import { type ProviderTypeName, providerTypes } from './provider-types.ts';

/** What we set in each authorization request ourselves, and what would change who answers where. */
const reserved = new Set([
  'client_id',
  'client_secret',
  'code_challenge',
  'code_challenge_method',
  'nonce',
  'redirect_uri',
  'request',
  'request_uri',
  'response_mode',
  'response_type',
  'scope',
  'state',
]);

/** Keys of every type that have no column of their own. */
export const commonSettings = {
  prompt: z
    .enum(['login', 'consent', 'select_account'])
    .optional()
    .meta({
      description:
        'What it is to ask the person each time, as far as it knows this: to sign in anew, to agree, ' +
        'or which account it shall be.',
      examples: ['select_account'],
    }),
  authorization_parameters: z
    .record(text(100).min(1), text(2000))
    .refine((given) => Object.keys(given).every((key) => !reserved.has(key)), {
      error: `These are set for each sign-in: ${[...reserved].join(', ')}. Leave them out.`,
    })
    .default({})
    .meta({
      description: 'More parameters for the address that the browser is sent to.',
      examples: [{ domain_hint: 'example.com' }],
    }),
};

const common = z.object(commonSettings);

/** The settings of a provider as they were stored. */
export const readSettings = (type: ProviderTypeName, stored: unknown) => ({
  ...common.parse(stored),
  settings: providerTypes[type].settings.parse(stored),
});

/** What the people of a provider are known under. */
export const issuerOf = (type: ProviderTypeName, settings: unknown): string =>
  providerTypes[type].issuer(providerTypes[type].settings.parse(settings));
