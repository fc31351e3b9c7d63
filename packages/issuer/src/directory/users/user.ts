import { OAuthError } from '@sallyport/protocol/errors.ts';

export interface User {
  id: string;
  email: string;
  emailVerified: boolean;
  name: string;
  disabled: boolean;
  /** Made by the configuration file, which is where the address can be changed. */
  declared: boolean;
  createdAt: Date;
}

/** Something that a user was given, until then or for good. */
export interface Assignment {
  name: string;
  validUntil: Date | null;
  /** Given by the configuration file, and taken by it when the file says so no longer. */
  declared: boolean;
}

/** A user with what they were given and what follows from it now. */
export interface UserDetails extends User {
  roles: Assignment[];
  groups: Assignment[];
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
