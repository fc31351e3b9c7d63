import { isRegistrableRedirectUri } from '@sallyport/protocol/redirect-uri.ts';
import { z } from 'zod';
import { detailTypeName } from '../authorization-details/detail-type.ts';
import { brandingSection } from '../branding/branding-declaration.ts';
import { storedFields } from '../database/columns.ts';
import { audience, isSafe, label, name, scope, text } from '../runtime/text.ts';
import { clientSignIn } from '../sign-in-policy/policy.ts';
import { requireUsableClient } from './client-rules.ts';
import { grantTypes } from './grant-types.ts';

const redirectUri = text(2000).refine(isRegistrableRedirectUri, {
  error: 'Use https, http on a loopback address, or a private scheme with a dot; no fragment.',
});

const origin = text(2000).refine(isWebOrigin, {
  error: 'Give an origin like https://shop.example: no path, and https unless it is loopback.',
});

/**
 * What is registered of a client. Each field is a key of the configuration, a column of its name
 * and a property of `Client`: a new one is a line here and a migration.
 */
export const clientFields = {
  id: name.meta({ description: 'The client identifier (`client_id`).', examples: ['shop-web'] }),
  name: label.meta({
    description: 'What people see when it asks them to sign in.',
    examples: ['Shop'],
  }),
  type: z.enum(['web', 'native', 'spa', 'service']).meta({
    description:
      'What kind of application it is: web (it has a server), native (an app on a device or a command line), spa (a page without a server), service (no person is involved).',
    examples: ['web'],
  }),
  auth_method: z.enum(['client_secret_basic', 'client_secret_post', 'none']).meta({
    description:
      'How it authenticates at the token endpoint. Without it: client_secret_basic for web and service, none for native and spa, which cannot keep a secret.',
    examples: ['client_secret_basic'],
  }),
  pkce: z
    .enum(['required', 'optional'])
    .default('required')
    .meta({
      description:
        'Whether PKCE (RFC 7636) is demanded. optional is for older confidential OpenID clients.',
      examples: ['required'],
    }),
  link_origins: z
    .array(origin)
    .default([])
    .meta({
      description: 'The origins that its action links may point to.',
      examples: [['https://shop.example']],
    }),
  redirect_uris: z
    .array(redirectUri)
    .default([])
    .meta({
      description:
        'Where people are sent back to after they signed in, compared character by character. On loopback addresses any port will do.',
      examples: [['https://shop.example/auth/callback']],
    }),
  post_logout_redirect_uris: z
    .array(redirectUri)
    .default([])
    .meta({
      description: 'Where people may be sent after they signed out.',
      examples: [['https://shop.example/']],
    }),
  grants: z
    .array(z.enum(grantTypes))
    .default([])
    .meta({
      description: 'The grants that it may use at the token endpoint.',
      examples: [['authorization_code', 'refresh_token']],
    }),
  scopes: z
    .array(scope)
    .default([])
    .meta({
      description:
        'The scopes that it may ask for. offline_access lets its refresh tokens outlive the sign-in session.',
      examples: [['openid', 'profile', 'email', 'offline_access']],
    }),
  apis: z
    .array(audience)
    .default([])
    .meta({ description: 'The APIs that it may call.', examples: [['https://orders.example']] }),
  authorization_details_types: z
    .array(detailTypeName)
    .default([])
    .meta({
      description:
        'The types of `authorization_details` (RFC 9396) that it may ask for, of those that its APIs have.',
      examples: [['order']],
    }),
  serves: z
    .array(audience)
    .default([])
    .meta({
      description: 'The APIs that it is a service of, and may introspect tokens for.',
      examples: [['https://orders.example']],
    }),
  party: z
    .enum(['first', 'third'])
    .default('first')
    .meta({
      description:
        'Whose application it is. `first`: your own, which people are not asked about. `third`: of another organization, so that each person is asked what it may do, and can take that back.',
      examples: ['third'],
    }),
  sign_in: clientSignIn
    .nullable()
    .default(null)
    .meta({
      description: 'How people sign in to it, where that is stricter than `sign_in` of the file.',
      examples: [{ acr: 'aal2' }],
    }),
  id_token_alg: z
    .enum(['RS256', 'ES256'])
    .default('RS256')
    .meta({ description: 'What its ID tokens are signed with.', examples: ['ES256'] }),
};

/** A client as administrators see it: its metadata under the same names, and nothing secret. */
export const clientEntry = z.object({
  ...storedFields(clientFields),
  roles: z.array(z.string()),
  disabled: z.boolean(),
  /** Made by the configuration file, or built in. */
  declared: z.boolean(),
});

export type ClientEntry = z.output<typeof clientEntry>;

/** A rule and no `minLength`: editors check "${NAME}" by the schema, before a variable is put in. */
const secret = z
  .string()
  .max(500)
  .refine((text) => text.length >= 32, 'must have 32 characters or more');

export const declaredClient = z
  .strictObject({
    ...clientFields,
    auth_method: clientFields.auth_method.optional(),
    branding: brandingSection
      .nullable()
      .default(null)
      .meta({
        description:
          'What the pages look like when it asks people to sign in. What is left out is as in `branding` of the file.',
        examples: [{ name: 'Shop for partners', colors: { accent: '#9a3412' } }],
      }),
    secret: z
      .union([secret, z.array(secret).meta({ minItems: 1, maxItems: 2 })])
      .optional()
      .meta({
        description:
          'Its secret, 32 characters or more. Two while one replaces the other: the first is the one to use, the second is still valid.',
        examples: ['${SHOP_WEB_SECRET}'],
      }),
    roles: z
      .array(name)
      .default([])
      .meta({
        description: 'The roles that it has when it acts for itself (client credentials).',
        examples: [['support']],
      }),
  })
  .transform((given) => ({ ...given, auth_method: given.auth_method ?? usualMethod(given.type) }))
  .superRefine(requireUsableClient);

export type DeclaredClient = z.output<typeof declaredClient>;

/** A page and an app on a person's device cannot keep a secret (RFC 6749, section 2.1). */
function usualMethod(type: 'web' | 'native' | 'spa' | 'service') {
  return type === 'web' || type === 'service' ? 'client_secret_basic' : 'none';
}

function isWebOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return isSafe(url) && url.origin === text;
}
