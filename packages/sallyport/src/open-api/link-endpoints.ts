import { linkRequestSchema } from '@sallyport/issuer/links/link-request.ts';
import { z } from 'zod';
import type { Endpoint } from './endpoint.ts';
import { text } from './fields.ts';

const tag = 'Action links';

const detail = z.object({
  type: z.string(),
  identifier: z.string(),
  actions: z.array(z.string()),
});

const id = z.object({ id: text('The id of the link, from `POST /links`.') });

export const linkEndpoints: readonly Endpoint[] = [
  {
    ...{ server: 'issuer', method: 'post', path: '/links', tag },
    summary: 'Make a link',
    description:
      'For clients with the scope `links:create`. The link gives at most what the client itself may do. Not safe to repeat: a second call makes a second link.',
    credentials: ['client', 'bearer'],
    body: linkRequestSchema,
    answers: [
      {
        status: 201,
        description: 'The link. Its `url` holds the secret and is given once.',
        json: z.object({ id: z.uuid(), url: z.url(), expires_at: z.iso.datetime() }),
      },
    ],
  },
  {
    ...{ server: 'issuer', method: 'get', path: '/links/{id}', tag },
    summary: 'What became of a link',
    credentials: ['client', 'bearer'],
    params: id,
    answers: [
      {
        status: 200,
        description: 'The link, without its secret.',
        json: z.looseObject({
          id: z.uuid(),
          state: z.enum(['active', 'used', 'expired', 'revoked']),
          uses: z.int(),
          used: z.int(),
        }),
      },
    ],
  },
  {
    ...{ server: 'issuer', method: 'delete', path: '/links/{id}', tag },
    summary: 'Revoke a link',
    description:
      'Returns when neither the link nor a token that it gave is accepted. Safe to repeat.',
    credentials: ['client', 'bearer'],
    params: id,
    answers: [{ status: 204, description: 'It is revoked.' }],
  },
  {
    ...{ server: 'issuer', method: 'post', path: '/links/redeem', tag },
    summary: 'Swap the action token for an access token',
    description:
      'Called by the page behind the link, after it has loaded. Only pages of the link’s own origin may.',
    body: z.object({
      action_token: text('`sp_act_…`, from the fragment of the URL.'),
      retry_key: text(
        '16 to 128 characters of base64url. Store it before you send: with the same key a lost answer can be asked for again.',
      ).optional(),
    }),
    answers: [
      {
        status: 200,
        description: 'An access token for what the link is for.',
        json: z.object({
          access_token: z.string(),
          token_type: z.literal('Bearer'),
          expires_in: z.int(),
          api: z.string(),
          permissions: z.array(z.string()),
          authorization_details: z.array(detail),
        }),
      },
    ],
  },
];
