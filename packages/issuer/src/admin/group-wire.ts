import { z } from 'zod';
import type { Group, GroupDetails } from '../directory/groups/group.ts';
import { assignmentSchema, showAssignment } from './user-wire.ts';

/** Groups as the admin API shows them. */
export const groupSchema = z.object({
  name: z.string(),
  parent: z.string().nullable(),
  declared: z
    .boolean()
    .describe('Made by the configuration file: then it cannot be moved or deleted here.'),
  has_subgroups: z.boolean(),
  roles: z.array(z.string()).describe('What it gives by itself now.'),
});

export const groupDetailsSchema = groupSchema.extend({
  roles: z.array(assignmentSchema).describe('Given directly.'),
  ancestors: z.array(z.string()).describe('From the next one to the topmost.'),
  effective: z
    .object({ roles: z.array(z.string()) })
    .describe('What its members have from it and from those above it now.'),
});

export const showGroup = ({ hasSubgroups, ...group }: Group): z.output<typeof groupSchema> => ({
  ...group,
  has_subgroups: hasSubgroups,
});

export const showGroupDetails = ({
  hasSubgroups,
  effectiveRoles,
  roles,
  ...group
}: GroupDetails): z.output<typeof groupDetailsSchema> => ({
  ...group,
  has_subgroups: hasSubgroups,
  roles: roles.map(showAssignment),
  effective: { roles: effectiveRoles },
});
