import { z } from 'zod';

/** Of permissions, scopes and acr values (RFC 6749, section 3.3). */
const token = z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, {
  error: 'Write printable ASCII without spaces, quotes and backslashes.',
});

const detail = z.strictObject({
  type: z
    .string()
    .min(1)
    .meta({ description: 'The type of the authorization detail.', examples: ['order'] }),
  identifier: z
    .string()
    .min(1)
    .meta({
      description:
        'The resource. {name} is the segment of that name in the path, and {*} what its final * stands for.',
      examples: ['{id}'],
    }),
  actions: z
    .array(z.string().min(1))
    .min(1)
    .meta({ description: 'The actions that the detail must allow.', examples: [['read']] }),
});

/** Where the methods were once. */
const misplacedMethods = ({ code, keys }: { code?: string; keys?: string[] }) =>
  code === 'unrecognized_keys' && keys?.includes('methods')
    ? 'Write the methods beside the path, and not in require: methods: [GET].'
    : undefined;

export const requireSchema = z.strictObject(
  {
    permissions: z
      .array(token)
      .optional()
      .meta({
        description: 'The permissions that a caller needs, all of them.',
        examples: [['orders:read']],
      }),
    scopes: z
      .array(token)
      .optional()
      .meta({
        description: 'The scopes that the access token needs, all of them.',
        examples: [['offline_access']],
      }),
    roles: z
      .array(z.string().min(1))
      .optional()
      .meta({
        description:
          'The roles that a caller needs, all of them, each with a permission at the API: services know of no other.',
        examples: [['support']],
      }),
    acr: z
      .array(token)
      .min(1)
      .optional()
      .meta({
        description:
          'The ways of signing in (acr) that are good enough, the preferred first. Those of the issuer are aal1, aal2 (two factors) and phr (with a passkey), each of which includes those before it. Who signed in otherwise is told what to ask for (RFC 9470).',
        examples: [['aal2']],
      }),
    max_age: z
      .int()
      .min(1)
      .optional()
      .meta({
        description:
          'Seconds since the person signed in, at most. Who signed in longer ago is told to sign in again (RFC 9470).',
        examples: [300],
      }),
    organization: z
      .union([z.literal(true), z.string().min(1).max(100)])
      .optional()
      .meta({
        description:
          'The access token has to be for an organization: for any with true, or for the one of this key. {name} is the segment of that name in the path.',
        examples: ['{tenant}'],
      }),
    details: detail.optional().meta({
      description:
        'The resource that a request is about. A token that is confined to it (RFC 9396) passes, and a caller with a role on it. A token with the permissions needs neither.',
    }),
  },
  { error: misplacedMethods },
);
