import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Transaction } from '../database/connection.ts';

/** What the file declares can be changed in the file alone: the next apply would undo it. */
export const declaredElsewhere = (what: string): OAuthError =>
  new OAuthError(
    'conflict',
    `${what} is declared in the configuration file. Change it there and apply the file.`,
  );

/** Runs once the row that is to be changed is held, and throws where it may not be. */
export type Guard = (tx: Transaction) => Promise<void>;

/** Lets every change pass. */
export const unguarded: Guard = async () => {};
