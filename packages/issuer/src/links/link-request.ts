import { OAuthError } from '@sallyport/protocol/errors.ts';
import { isLoopback } from '@sallyport/protocol/redirect-uri.ts';
import { z } from 'zod';
import { sentDetail } from '../authorization-details/detail.ts';
import type { Client } from '../clients/client.ts';

const day = 86_400;

/** The body of `POST /links`. Durations are in seconds. */
export const linkRequestSchema = z.strictObject({
  url: z
    .url()
    .max(2000)
    .describe('Where the link leads: a page at one of the `link_origins` of the client.'),
  api: z.string().max(2048).describe('The id of the API that the link is for.'),
  permissions: z
    .array(z.string().max(200))
    .min(1)
    .max(50)
    .describe('What the link allows there. The client must have each of them itself.'),
  authorization_details: z
    .array(sentDetail)
    .max(50)
    .default([])
    .describe(
      'Confines the link to single resources (RFC 9396): `{"type": "order", "identifier": "42", "actions": ["read"]}`. The types and actions are words of your own.',
    ),
  expires_in: z
    .int()
    .min(1)
    .max(30 * day)
    .default(900)
    .describe('Seconds for which the link can be used.'),
  uses: z.int().min(1).max(100).default(1).describe('How often it can be used.'),
  token_lifetime: z
    .int()
    .min(10)
    .max(3600)
    .default(600)
    .describe('Seconds for which the access token works that a use gives.'),
  subject: z
    .string()
    .min(1)
    .max(255)
    .nullable()
    .default(null)
    .describe('Whom the link is for, in your own words. Services see it as `link_subject`.'),
  metadata: z
    .record(z.string().max(100), z.union([z.string().max(1000), z.number(), z.boolean(), z.null()]))
    .refine((entries) => Object.keys(entries).length <= 20, 'at most 20 entries')
    .default({})
    .describe('Values of your own, which `GET /links/{id}` gives back. At most 20.'),
});

export type LinkRequest = z.infer<typeof linkRequestSchema>;

/**
 * Where a link may point: to an origin that was registered for its client, so that a stolen
 * client secret cannot make our links lead elsewhere. The fragment is ours. What a reader and a
 * parser would take for different hosts is refused: backslashes, and names before the host.
 *
 * @returns the URL as parsed (WHATWG URL), which every browser reads the same, and its origin.
 */
export function parseLinkUrl(text: string, client: Client): { url: string; origin: string } {
  if (text.includes('\\')) {
    throw new OAuthError('invalid_request', 'url: must have no backslash.');
  }
  const url = new URL(text);
  if (/^[^/?#]*[/]*[^/?#]*@/.test(text)) {
    throw new OAuthError('invalid_request', 'url: must have no user name or password.');
  }
  if (url.hash !== '' || text.includes('#')) {
    throw new OAuthError('invalid_request', 'url: must have no fragment; the token goes there.');
  }
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url))) {
    throw new OAuthError('invalid_request', 'url: must be https.');
  }
  if (!client.linkOrigins.some((origin) => new URL(origin).origin === url.origin)) {
    throw new OAuthError(
      'invalid_request',
      `url: ${url.origin} is not among the link_origins of this client.`,
    );
  }
  return { url: url.href, origin: url.origin };
}

/** A client hands on what it may do itself, and nothing else. */
export function checkLinkPermissions(asked: readonly string[], held: readonly string[] | null) {
  if (held === null)
    throw new OAuthError('invalid_target', 'This client has no access to that API.');
  const excess = asked.find((permission) => !held.includes(permission));
  if (excess !== undefined) {
    throw new OAuthError(
      'invalid_scope',
      `This client does not have the permission ${excess} itself.`,
    );
  }
}
