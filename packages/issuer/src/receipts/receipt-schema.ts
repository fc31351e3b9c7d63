import { z } from 'zod';

const text = z.string().max(1_000);
const count = z.number().int().min(0);

/** A receipt as a gateway tells it: a version after this one may tell more. */
export const receiptSchema = z.object({
  id: z.string().max(128).describe('`request_id` of the refused request.'),
  at: z.iso.datetime().describe('When it was refused.'),
  gateway: text.describe('The name of the gateway that refused it.'),
  instance: text.describe('Which of its processes: what ids of its own begin with.'),
  mode: z.enum(['gateway', 'decide']).describe('`decide`: another proxy asked about the request.'),
  method: text,
  host: text,
  path: text.describe('As sent, without the query. What may be a secret is left out.'),
  address: text.describe('Of the caller, behind the proxies that are trusted.'),
  status: z.int(),
  error: text.describe('The error code that the caller was told.'),
  reason: text.describe('Why, in a sentence.'),
  route: text.nullable().describe('The path of the route in the configuration.'),
  api: text.nullable(),
  rule: z
    .object({ name: text, missing: z.array(text).max(100) })
    .nullable()
    .describe(
      'The member of the route that was not met, such as `require.permissions`, and what was missing.',
    ),
  credentials: z.enum(['access_token', 'session_cookie', 'client_secret', 'none']),
  caller: z
    .object({
      kind: z.enum(['user', 'client', 'link']).optional(),
      sub: text.optional(),
      client: text.optional(),
      token: text.optional().describe('The id of the access token.'),
      grant: text.optional(),
      session: text.optional(),
    })
    .nullable()
    .describe('What is left out is not known.'),
  facts: z
    .object({
      epoch: text,
      position: count
        .nullable()
        .describe(
          'Up to where the gateway had applied the change log: the version of the permissions.',
        ),
      read_at: count
        .nullable()
        .describe('The position that the answer about the token was read at.'),
      age_ms: count.nullable().describe('How old that answer was.'),
    })
    .describe('What the decision was made from.'),
});

export type ToldReceipt = z.output<typeof receiptSchema>;

const minutes = z.array(count).max(120);

/** A reason is a word of the gateway: one of a later version may have others. */
const countsSchema = z.object({
  requests: minutes,
  hits: minutes,
  misses: minutes,
  refusals: z
    .record(z.string().max(64), minutes)
    .refine((refusals) => Object.keys(refusals).length <= 64),
});

export type ToldCounts = z.output<typeof countsSchema>;

/** `POST /internal/receipts` */
export const receiptAnswerSchema = z.object({
  question: z.uuid(),
  instance: z.string().max(64),
  receipts: z.array(receiptSchema).max(100),
  omitted: count,
  gone: z.enum(['room', 'age']).nullable(),
  counts: countsSchema.optional(),
});

export type ToldAnswer = z.output<typeof receiptAnswerSchema>;
