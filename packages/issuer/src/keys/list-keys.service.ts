import type { Context } from '../context.ts';
import { type KnownKey, readKnownKeys } from './keys.store.ts';

/** Every key, without anything secret, newest first. */
export const listKeys = ({ sql }: Pick<Context, 'sql'>): Promise<KnownKey[]> => readKnownKeys(sql);
