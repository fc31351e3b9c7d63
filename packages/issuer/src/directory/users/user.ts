import { OAuthError } from '@sallyport/protocol/errors.ts';
import { z } from 'zod';

/** A user as the row says. */
export const userRow = z.object({
  id: z.string(),
  email: z.string(),
  emailVerified: z.boolean(),
  name: z.string(),
  disabled: z.boolean(),
  /** When it is enabled by itself; null where it is not disabled, or for good. */
  disabledUntil: z.date().nullable(),
  /** Whether they have to choose another password when they next sign in with one. */
  mustChangePassword: z.boolean(),
  /** Made by the configuration file, which is where the address can be changed. */
  declared: z.boolean(),
  createdAt: z.date(),
});

export type User = z.output<typeof userRow>;

/** Something that a user was given, until then or for good. */
export const assignmentRow = z.object({
  name: z.string(),
  validUntil: z.date().nullable(),
  /** Given by the configuration file, and taken by it when the file says so no longer. */
  declared: z.boolean(),
});

export type Assignment = z.output<typeof assignmentRow>;

/** A user with what they were given and what follows from it now. */
export interface UserDetails extends User {
  roles: Assignment[];
  groups: Assignment[];
  /** What providers said when the person last signed in there. */
  providerGroups: { name: string; provider: string }[];
  effective: {
    roles: string[];
    groups: string[];
    /** By API. */
    permissions: Record<string, string[]>;
    /** When time alone changes this, or null. */
    validUntil: Date | null;
  };
}

export const noSuchUser = (id: string): OAuthError =>
  new OAuthError('not_found', `There is no user ${id}.`);
