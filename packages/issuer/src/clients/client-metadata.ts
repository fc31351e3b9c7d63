import { isRegistrableRedirectUri } from '@sallyport/protocol/redirect-uri.ts';
import { z } from 'zod';
import { storedFields } from '../database/columns.ts';
import { audience, isSafe, label, name, scope, text } from '../runtime/text.ts';
import { requireUsableClient } from './client-rules.ts';

const redirectUri = text(2000).refine(isRegistrableRedirectUri, {
  error: 'Use https, http on a loopback address, or a private scheme with a dot; no fragment.',
});

const origin = text(2000).refine(isWebOrigin, {
  error: 'Give an origin like https://shop.example: no path, and https unless it is loopback.',
});

export const grantTypes = ['authorization_code', 'refresh_token', 'client_credentials'] as const;

export type GrantType = (typeof grantTypes)[number];

/**
 * What is registered of a client. Each field is a key of the configuration, a column of its name
 * and a property of `Client`: a new one is a line here and a migration.
 */
export const clientFields = {
  id: name,
  name: label,
  type: z.enum(['web', 'native', 'spa', 'service']),
  auth_method: z.enum(['client_secret_basic', 'client_secret_post', 'none']),
  pkce: z.enum(['required', 'optional']).default('required'),
  /** The origins that its action links may point to. */
  link_origins: z.array(origin).default([]),
  redirect_uris: z.array(redirectUri).default([]),
  post_logout_redirect_uris: z.array(redirectUri).default([]),
  grants: z.array(z.enum(grantTypes)).default([]),
  scopes: z.array(scope).default([]),
  /** The APIs that it may call. */
  apis: z.array(audience).default([]),
  /** The APIs that it is a service of, and may introspect tokens for. */
  serves: z.array(audience).default([]),
  id_token_alg: z.enum(['RS256', 'ES256']).default('RS256'),
};

/** A client as administrators see it: its metadata under the same names, and nothing secret. */
export const clientEntry = z.object({
  ...storedFields(clientFields),
  roles: z.array(z.string()),
  disabled: z.boolean(),
});

export type ClientEntry = z.output<typeof clientEntry>;

const secret = z.string().min(32).max(500);

export const declaredClient = z
  .strictObject({
    ...clientFields,
    auth_method: clientFields.auth_method.optional(),
    /** Two while one is replaced: the first is the one to use, the second still valid. */
    secret: z.union([secret, z.array(secret).meta({ minItems: 1, maxItems: 2 })]).optional(),
    roles: z.array(name).default([]),
  })
  .transform((given) => ({ ...given, auth_method: given.auth_method ?? usualMethod(given.type) }))
  .superRefine(requireUsableClient);

export type DeclaredClient = z.output<typeof declaredClient>;

/** A page and an app on someone's device cannot keep a secret (RFC 6749, section 2.1). */
function usualMethod(type: 'web' | 'native' | 'spa' | 'service') {
  return type === 'web' || type === 'service' ? 'client_secret_basic' : 'none';
}

function isWebOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return isSafe(url) && url.origin === text;
}
