import { z } from 'zod';
import type { Endpoint } from './endpoint.ts';
import { text } from './fields.ts';

const tag = 'Token handler';
const place = z.object({ location: text('Where the page sends the browser.') });
const login = z.object({
  return_to: text('A path of this origin, with query and fragment.').optional(),
});

/** Below the path of each application; `/` here. */
export const tokenHandlerEndpoints: readonly Endpoint[] = [
  {
    ...{ server: 'gateway', method: 'get', path: '/auth/login', tag },
    summary: 'Begin to sign in, from a link',
    description: 'Not from pages of other sites. A prefetch is answered with 503 and does nothing.',
    query: login,
    answers: [{ status: 303, description: 'To the issuer.' }],
  },
  {
    ...{ server: 'gateway', method: 'post', path: '/auth/login', tag },
    summary: 'Begin to sign in, from a script',
    body: login,
    answers: [{ status: 200, description: 'Where to go.', json: place }],
  },
  {
    ...{ server: 'gateway', method: 'get', path: '/auth/callback', tag },
    summary: 'Where the issuer leads back to',
    description: 'Register it as a redirect URI of the client. The same answer may come twice.',
    query: z.object({
      state: text('Of the sign-in.'),
      code: text('When it succeeded.').optional(),
      iss: text('The issuer (RFC 9207).').optional(),
      error: text('When it did not.').optional(),
    }),
    answers: [
      {
        status: 303,
        description: 'To `return_to`, with the session cookie, or with `#auth_error=<code>`.',
      },
    ],
  },
  {
    ...{ server: 'gateway', method: 'get', path: '/auth/session', tag },
    summary: 'Who is signed in',
    credentials: ['session'],
    answers: [
      {
        status: 200,
        description: 'The person, or `{"signed_in": false}`.',
        json: z.object({
          signed_in: z.boolean(),
          user: z
            .object({
              sub: z.string(),
              name: z.string().optional(),
              email: z.string().optional(),
              email_verified: z.boolean().optional(),
            })
            .optional(),
          roles: z.array(z.string()).optional(),
          permissions: z.record(z.string(), z.array(z.string())).optional(),
          expires_in: z.int().optional(),
          session_expires_in: z.int().optional(),
        }),
      },
    ],
  },
  {
    ...{ server: 'gateway', method: 'post', path: '/auth/logout', tag },
    summary: 'Sign out',
    description:
      'From pages of the same origin, in JSON or as a form. Returns when no gateway accepts the session.',
    credentials: ['session'],
    answers: [
      { status: 200, description: 'Where to go.', json: place },
      { status: 303, description: 'To there, for a form.' },
    ],
  },
];
