import { OAuthError } from '@sallyport/protocol/errors.ts';
import { z } from 'zod';

/** A customer, a department, a school: people who may do something together, each with roles within. */
export const organization = z.object({
  id: z.string(),
  /** What clients, routes and people name it by. It never changes. */
  key: z.string(),
  name: z.string(),
  disabled: z.boolean(),
  createdAt: z.date(),
});

export type Organization = z.output<typeof organization>;

/** JSON carries a time as text. */
const time = z.coerce.date<string>();

/** A role within an organization, until then or for good. */
const roleWithin = z.object({ name: z.string(), validUntil: time.nullable() });

export type RoleWithin = z.output<typeof roleWithin>;

export const organizationDetails = organization.extend({
  /** What every member has within. */
  roles: z.array(roleWithin),
});

export type OrganizationDetails = z.output<typeof organizationDetails>;

export const member = z.object({
  userId: z.string(),
  email: z.string(),
  name: z.string(),
  disabled: z.boolean(),
  joinedAt: z.date(),
  /** Their own, beside those of every member. */
  roles: z.array(roleWithin),
});

export type Member = z.output<typeof member>;

/** An organization of a person. */
export const membership = organization.extend({ joinedAt: z.date(), roles: z.array(roleWithin) });

export type Membership = z.output<typeof membership>;

/** The key is written in small letters alone: it stands in host names and paths. */
export const organizationKey = z
  .string()
  .regex(
    /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
    'Use small letters, digits and hyphens in between, at most 63.',
  );

export const noSuchOrganization = (key: string): OAuthError =>
  new OAuthError('not_found', `There is no organization ${key}.`);
