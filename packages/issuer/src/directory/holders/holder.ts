import { z } from 'zod';

/** JSON carries a time as text. */
const moment = z.coerce.date<string>().nullable();

/** By which way a user has a role, or is in a group. */
export const way = z.discriminatedUnion('by', [
  z.object({ by: z.literal('assignment'), validUntil: moment, declared: z.boolean() }),
  z.object({
    by: z.literal('group'),
    /** From the group that the user is a member of to the one that has the role. */
    path: z.array(z.string()),
    /** The provider that said so when they last signed in there; null for a member. */
    provider: z.string().nullable(),
    validUntil: moment,
    declared: z.boolean(),
  }),
  z.object({
    by: z.literal('organization'),
    /** The key of the one within which they have it, and nowhere else. */
    organization: z.string(),
    /** Whether all of its members have it. */
    members: z.boolean(),
    validUntil: moment,
    declared: z.literal(false),
  }),
]);

export const holder = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  disabled: z.boolean(),
  ways: z.array(way),
});

export type Holder = z.output<typeof holder>;
export type Way = z.output<typeof way>;
