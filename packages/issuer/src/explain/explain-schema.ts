import { z } from 'zod';
import { reachTypes } from '../directory/delegation/reach.ts';
import { emailAddress } from '../runtime/email-address.ts';
import { isUuid } from '../runtime/uuid.ts';

const name = z.string().min(1).max(200);
const names = z.array(name).max(50).default([]);

export const askedSchema = z.strictObject({
  user: z
    .union([z.string().refine(isUuid), emailAddress])
    .optional()
    .describe('A person: their id, or an address of theirs.'),
  client: name
    .optional()
    .describe('A client that acts for itself; with a person, the one that they use.'),
  grant: name.optional().describe('What a person granted: its id, as receipts and JWTs have it.'),
  organization: name
    .optional()
    .describe('The key of the organization that a person acts for; none when left out.'),
  token: name
    .optional()
    .describe(
      'The id of an access token that was refused within the hour (`caller.token` of a receipt). It takes receipts:read, too.',
    ),
  receipt: z
    .string()
    .min(1)
    .max(128)
    .optional()
    .describe(
      '`request_id` of a refused request: its caller, and the request unless another is named. It takes receipts:read, too.',
    ),
  api: name.optional().describe('Left out where the route says it.'),
  method: z.string().min(1).max(20).optional().describe('GET when left out.'),
  host: z
    .string()
    .min(1)
    .max(255)
    .toLowerCase()
    .optional()
    .describe('As the request names it; any host when left out.'),
  path: z
    .string()
    .startsWith('/')
    .max(2_000)
    .optional()
    .describe('Without the query. Left out, only the API is asked about.'),
  what_if: z
    .strictObject({
      give_roles: names,
      take_roles: names,
      give_groups: names,
      take_groups: names,
    })
    .optional()
    .describe('Roles and groups that are given and taken by way of trial. Nothing of it stays.'),
});

const verdict = {
  allowed: z.boolean(),
  status: z.int().describe('200 where the gateway lets it pass.'),
  error: z.string().nullable(),
  reason: z.string(),
};

const way = z.object({
  role: z.string(),
  groups: z
    .array(z.string())
    .describe(
      'From the one that they are in up to the one that has the role; empty where it is their own.',
    ),
  provider: z.string().nullable().describe('The provider that put them into the first group.'),
  organization: z
    .string()
    .nullable()
    .describe('The key of the organization within which they have it.'),
  on: z
    .object({ type: z.enum(reachTypes), identifier: z.string() })
    .nullable()
    .describe(
      'At the admin API: the group or organization that they have it on; null where it counts everywhere.',
    ),
  declared: z.boolean().describe('Given by the configuration file.'),
  valid_until: z.iso.datetime().nullable(),
});

const mend = z.object({
  do: z.string(),
  role: z.string().optional(),
  group: z.string().optional(),
  sentence: z.string(),
});

const judged = {
  ...verdict,
  chain: z
    .array(
      z.object({
        link: z.string(),
        name: z.string(),
        holds: z.boolean(),
        sentence: z.string(),
        ways: z.array(way),
        mend: z.array(mend),
      }),
    )
    .describe('From the caller to the route. The first link that does not hold decides.'),
  held: z
    .object({
      roles: z.array(z.string()),
      groups: z.array(z.string()),
      permissions: z.array(z.string()),
      scope: z.array(z.string()),
      delegated: z
        .array(
          z.object({
            type: z.enum(reachTypes),
            identifier: z.string(),
            permissions: z.array(z.string()),
          }),
        )
        .describe('At the admin API: what they may do with single groups and organizations.'),
    })
    .describe('All roles and groups, and what they allow at the API.'),
};

export const explainedSchema = z.object({
  ...judged,
  position: z
    .object({ epoch: z.string(), pos: z.int() })
    .describe('Of the change log: the version of the permissions.'),
  request: z
    .object({ method: z.string(), host: z.string().nullable(), path: z.string() })
    .nullable(),
  route: z
    .object({
      path: z.string(),
      host: z.string().nullable(),
      methods: z.array(z.string()).nullable(),
      authenticate: z.array(z.string()),
      require: z.record(z.string(), z.unknown()),
    })
    .nullable(),
  api: z.string().nullable(),
  subject: z
    .object({
      kind: z.enum(['user', 'client', 'link']),
      id: z.string(),
      name: z.string().nullable(),
      email: z.string().nullable(),
      client: z.string(),
      grant: z.string().nullable(),
      organization: z.string().nullable().describe('The id of the one that they act for.'),
    })
    .nullable()
    .describe('Null where the route decides without one.'),
  assumed: z
    .array(z.string())
    .describe('What was not said and is supposed, in sentences: the client, the sign-in.'),
  what_if: z
    .object({
      ...judged,
      gained: z.object({ roles: z.array(z.string()), permissions: z.array(z.string()) }),
      lost: z.object({ roles: z.array(z.string()), permissions: z.array(z.string()) }),
    })
    .nullable(),
});
