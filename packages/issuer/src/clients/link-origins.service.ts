import type { Context } from '../context.ts';
import { hasLinkOrigin } from './clients.store.ts';

/** Whether any client that is not disabled may send action links to this origin. */
export const isRegisteredLinkOrigin = (
  origin: string,
  { sql }: Pick<Context, 'sql'>,
): Promise<boolean> => hasLinkOrigin(sql, origin);
