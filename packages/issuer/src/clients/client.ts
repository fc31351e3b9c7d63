import type { z } from 'zod';
import type { CamelKeys } from '../database/row.ts';
import type { clientFields } from './client-metadata.ts';

type Fields = { [Key in keyof typeof clientFields]: z.output<(typeof clientFields)[Key]> };

export type AuthMethod = Fields['auth_method'];

/** A registered client: its metadata, and what the server itself keeps of it. */
export interface Client extends CamelKeys<Fields> {
  secretHashes: Buffer[];
  disabled: boolean;
}

/** A public client cannot keep a secret (RFC 6749, section 2.1): its refresh tokens rotate. */
export const isPublic = (client: Client): boolean => client.authMethod === 'none';
