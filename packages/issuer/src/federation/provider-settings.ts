import { z } from 'zod';
import { name, text } from '../runtime/text.ts';
import type { Profile } from './profile.ts';
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
  registration: z
    .enum(['policy', 'open', 'off'])
    .default('policy')
    .meta({
      description:
        'Who gets an account by signing in there for the first time: whom `registration.mode` lets in ' +
        '(`policy`), everyone (`open`), as at the provider of your own company, or no one (`off`).',
      examples: ['open'],
    }),
  trusted_for_two_factors: z
    .array(text(200).min(1))
    .default([])
    .meta({
      description:
        'Values of `amr` and `acr` in its ID token whose word counts as two factors (`acr: aal2`). ' +
        'Where two factors are demanded, it is asked for them as `acr_values`. Without any, signing in there is one factor, whatever the provider asked for, and what it says ' +
        'in `amr` is not passed on.',
      examples: [['mfa']],
    }),
  profile: z
    .enum(['first_sign_in', 'every_sign_in', 'never'])
    .default('first_sign_in')
    .meta({
      description:
        'When name, picture and language of a person are taken from it: when their account is made and ' +
        'never again, so that what they write themselves stays; at every sign-in there, where what it ' +
        'says counts more; or never. The e-mail address is taken when the account is made, whatever ' +
        'this says, and never changed by a provider.',
      examples: ['every_sign_in'],
    }),
  groups: z
    .array(
      z.strictObject({
        claim: text(200)
          .min(1)
          .meta({
            description:
              'The claim of the ID token or of userinfo (of what the API answers, for plain OAuth 2.0): its ' +
              'name, or a JSON Pointer into the claims (RFC 6901).',
            examples: ['groups', '/realm_access/roles'],
          }),
        value: text(500)
          .min(1)
          .meta({
            description: 'What the claim is, or has in its list. Compared as it stands.',
            examples: ['admins'],
          }),
        group: name.meta({ description: 'The group that it gives.', examples: ['staff'] }),
      }),
    )
    .max(1000)
    .default([])
    .meta({
      description:
        'Which groups people are in because of what it says. They are given and taken at each sign-in ' +
        'there; memberships that administrators or this file gave are left alone. A claim that is ' +
        'missing counts as an empty one.',
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

export type CommonSettings = z.output<typeof common>;

/** Those that every type of provider has, as they were stored. */
export const readCommonSettings = (stored: unknown): CommonSettings => common.parse(stored);

/** The settings of a provider as they were stored. */
export const readSettings = (type: ProviderTypeName, stored: unknown) => ({
  ...readCommonSettings(stored),
  settings: providerTypes[type].settings.parse(stored),
});

/**
 * What the word of a provider counts for beyond one factor. How a person signed in there is passed on
 * only where it does: a client that reads `mfa` or `otp` would take ours for it.
 */
export function assuredBy(
  { amr, acr }: Pick<Profile, 'amr' | 'acr'>,
  { trusted_for_two_factors: trusted }: Pick<CommonSettings, 'trusted_for_two_factors'>,
): { acr?: 'aal2'; amr?: string[] } {
  return [...amr, acr].some((told) => told !== null && trusted.includes(told))
    ? { acr: 'aal2', amr }
    : {};
}

/** What the people of a provider are known under. */
export const issuerOf = (type: ProviderTypeName, settings: unknown): string =>
  providerTypes[type].issuer(providerTypes[type].settings.parse(settings));
