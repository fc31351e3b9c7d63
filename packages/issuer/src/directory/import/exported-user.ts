import { z } from 'zod';

const given = z.array(z.object({ name: z.string(), valid_until: z.string().nullable() }));

/** A user with everything that an import takes. */
export const exportedUserRow = z.object({
  ...{ id: z.string(), email: z.string(), emailVerified: z.boolean(), name: z.string() },
  otherEmails: z.array(z.string()),
  passwordHash: z.string().nullable(),
  mustChangePassword: z.boolean(),
  disabled: z.boolean(),
  createdAt: z.date(),
  locale: z.string().nullable(),
  profile: z.record(z.string(), z.unknown()),
  roles: given,
  groups: given,
  identities: z.array(z.object({ provider: z.string(), subject: z.string() })),
});

export type ExportedUser = z.output<typeof exportedUserRow>;
