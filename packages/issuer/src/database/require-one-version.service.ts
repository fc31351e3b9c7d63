import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context } from '../context.ts';
import type { Queryable } from './connection.ts';
import { findOtherVersion } from './other-version.service.ts';

/**
 * Refuses what a node of another version would not know, and so do wrong. A node that does not tell its version
 * counts as one of ours.
 *
 * @param unknown what that is, for the message
 * @throws OAuthError `conflict`
 */
export async function requireOneVersion(
  unknown: string,
  { sql, settings }: { sql: Queryable } & Pick<Context, 'settings'>,
): Promise<void> {
  const own = settings.migrations?.version;
  const other = own === undefined ? null : await findOtherVersion(sql, own);
  if (other === null) return;
  const message = `A node of version ${other} runs beside those of ${own}: it may not know ${unknown}. Bring all nodes to one version first.`;
  throw new OAuthError('conflict', message);
}
