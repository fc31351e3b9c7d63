import { z } from 'zod';
import type { Assignment, User, UserDetails } from '../directory/users/user.ts';

/** Users as the admin API shows them. */
export const userSchema = z.object({
  id: z.uuid(),
  email: z.string(),
  email_verified: z.boolean(),
  name: z.string(),
  disabled: z.boolean(),
  disabled_until: z.iso
    .datetime()
    .nullable()
    .describe(
      'When they are let in again by themselves; `null` where they are not, or not disabled.',
    ),
  must_change_password: z
    .boolean()
    .describe('Whether they have to choose another password when they next sign in with one.'),
  declared: z.boolean().describe('Made by the configuration file.'),
  created_at: z.iso.datetime(),
});

export const assignmentSchema = z.object({
  name: z.string(),
  valid_until: z.iso.datetime().nullable(),
  declared: z.boolean().describe('Given by the configuration file.'),
});

export const userDetailsSchema = userSchema.extend({
  roles: z.array(assignmentSchema).describe('Given directly.'),
  groups: z.array(assignmentSchema).describe('Given directly.'),
  provider_groups: z
    .array(z.object({ name: z.string(), provider: z.string() }))
    .describe('Given by what providers said when the person last signed in there.'),
  effective: z
    .object({
      roles: z.array(z.string()),
      groups: z.array(z.string()),
      permissions: z.record(z.string(), z.array(z.string())).describe('By API.'),
      valid_until: z.iso.datetime().nullable().describe('When time alone changes this.'),
    })
    .describe('What follows from roles and groups now.'),
});

export const showUser = (user: User): z.output<typeof userSchema> => ({
  id: user.id,
  email: user.email,
  email_verified: user.emailVerified,
  name: user.name,
  disabled: user.disabled,
  disabled_until: showTime(user.disabledUntil),
  must_change_password: user.mustChangePassword,
  declared: user.declared,
  created_at: user.createdAt.toISOString(),
});

export const showUserDetails = (user: UserDetails): z.output<typeof userDetailsSchema> => ({
  ...showUser(user),
  roles: user.roles.map(showAssignment),
  groups: user.groups.map(showAssignment),
  provider_groups: user.providerGroups,
  effective: {
    roles: user.effective.roles,
    groups: user.effective.groups,
    permissions: user.effective.permissions,
    valid_until: showTime(user.effective.validUntil),
  },
});

export const showAssignment = ({ name, validUntil, declared }: Assignment) => ({
  name,
  valid_until: showTime(validUntil),
  declared,
});

const showTime = (time: Date | null): string | null => time?.toISOString() ?? null;
