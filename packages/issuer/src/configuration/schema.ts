import { isLoopback, isRegistrableRedirectUri } from '@sallyport/protocol/redirect-uri.ts';
import type { Route } from '@sallyport/protocol/route.ts';
import { isScopeToken } from '@sallyport/protocol/scope.ts';
import { z } from 'zod';
import { grantTypes } from '../clients/client.ts';
import { requireUsableClient } from '../clients/client-rules.ts';
import { isPlainText } from '../runtime/plain-text.ts';
import { label, newPassword, text } from '../runtime/text.ts';

/** What may stand in a URL and in a change-log subject as it is. */
const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:@-]{0,99}$/, 'Use letters, digits and . _ : @ -, at most 100.');
const permission = z
  .string()
  .max(100)
  .refine(isScopeToken, 'A permission is a word like orders:read.');
const scope = z.string().max(100).refine(isScopeToken, 'A scope is a word like openid.');

/** An audience: an absolute URI without a fragment (RFC 8707, section 2). */
const audience = text(500).refine((uri) => URL.canParse(uri) && !uri.includes('#'), {
  error: 'The id of an API is an absolute URI without a fragment.',
});

const redirectUri = text(2000).refine(isRegistrableRedirectUri, {
  error: 'Use https, http on a loopback address, or a private scheme with a dot; no fragment.',
});

const origin = text(2000).refine(isWebOrigin, {
  error: 'Give an origin like https://shop.example: no path, and https unless it is loopback.',
});

/** OpenID Connect Discovery, section 3: https, without query or fragment. */
const issuerUrl = text(2000).refine(isIssuerUrl, {
  error: 'Give an issuer like https://accounts.example: https unless it is loopback, no query.',
});

const api = z.strictObject({
  id: audience,
  name: label,
  permissions: z.array(permission).default([]),
  /** What its services may know of the user. */
  claims: z.array(z.enum(['name', 'email'])).default([]),
  signing_alg: z.enum(['ES256', 'RS256']).default('ES256'),
});

const role = z.strictObject({ name, permissions: z.array(permission).default([]) });

const group = z.strictObject({ name, roles: z.array(name).default([]), parent: name.optional() });

const user = z.strictObject({
  email: z.email().max(254),
  name: label,
  /** Left as it is where the file names none. */
  password: newPassword.optional(),
  groups: z.array(name).default([]),
  roles: z.array(name).default([]),
});

const secret = z.string().min(32).max(500);

const client = z
  .strictObject({
    id: name,
    name: label,
    type: z.enum(['web', 'native', 'spa', 'service']),
    auth_method: z.enum(['client_secret_basic', 'client_secret_post', 'none']).optional(),
    pkce: z.enum(['required', 'optional']).default('required'),
    /** Two while one is replaced: the first is the one to use, the second still valid. */
    secret: z.union([secret, z.array(secret).meta({ minItems: 1, maxItems: 2 })]).optional(),
    link_origins: z.array(origin).default([]),
    redirect_uris: z.array(redirectUri).default([]),
    post_logout_redirect_uris: z.array(redirectUri).default([]),
    grants: z.array(z.enum(grantTypes)).default([]),
    scopes: z.array(scope).default([]),
    /** The APIs that it may call. */
    apis: z.array(audience).default([]),
    /** The APIs that it is a service of, and may introspect tokens for. */
    serves: z.array(audience).default([]),
    roles: z.array(name).default([]),
    id_token_alg: z.enum(['RS256', 'ES256']).default('RS256'),
  })
  .transform((given) => ({ ...given, auth_method: given.auth_method ?? usualMethod(given.type) }))
  .superRefine(requireUsableClient);

const provider = z.strictObject({
  id: name,
  type: z.literal('oidc'),
  name: label,
  issuer: issuerUrl,
  client_id: text(500).min(1),
  client_secret: text(2000).min(1),
  scopes: z.array(scope).default(['openid', 'profile', 'email']),
  default_groups: z.array(name).default([]),
});

const trustedIssuer = z.strictObject({
  issuer: issuerUrl,
  audience: text(500).min(1),
  map: z.strictObject({ sub: text(500).min(1), roles: text(500).min(1).optional() }),
});

/** Checked by the gateway, which obeys them: here they only pass through to the database. */
const route = z
  .custom<Route>((value) => typeof value === 'object' && value !== null)
  .refine(isPlainThroughout, 'Leave control characters out.');

/** The sections of the configuration file that the issuer reconciles. */
export const declarationSections = {
  apis: z.array(api).default([]),
  roles: z.array(role).default([]),
  groups: z.array(group).default([]),
  users: z.array(user).default([]),
  clients: z.array(client).default([]),
  providers: z.array(provider).default([]),
  trusted_issuers: z.array(trustedIssuer).default([]),
  routes: z.array(route).default([]),
};

/**
 * What the configuration file declares, each entry by itself. What entries say of one another is
 * checked by `checkReferences`.
 */
export const declarationSchema = z.strictObject(declarationSections);

export type Declaration = z.output<typeof declarationSchema>;
export type DeclaredUser = Declaration['users'][number];
export type DeclaredClient = Declaration['clients'][number];
export type DeclaredProvider = Declaration['providers'][number];

/** A page and an app on someone's device cannot keep a secret (RFC 6749, section 2.1). */
function usualMethod(type: 'web' | 'native' | 'spa' | 'service') {
  return type === 'web' || type === 'service' ? 'client_secret_basic' : 'none';
}

function isPlainThroughout(value: unknown): boolean {
  if (typeof value === 'string') return isPlainText(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).flat().every(isPlainThroughout);
}

function isWebOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const safe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
  return safe && url.origin === text;
}

function isIssuerUrl(text: string): boolean {
  if (!URL.canParse(text) || /[?#]/.test(text)) return false;
  const url = new URL(text);
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
}
