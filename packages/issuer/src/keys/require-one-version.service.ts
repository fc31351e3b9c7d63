import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context } from '../context.ts';
import { findOtherVersion } from '../database/other-version.service.ts';

/**
 * Nodes of versions before this one read the keys when they start, and never again: they would not publish a
 * new key, and not hear that one was withdrawn. A node that does not tell its version counts as one of ours.
 *
 * @throws OAuthError `conflict`
 */
export async function requireOneVersion({
  sql,
  settings,
}: Pick<Context, 'sql' | 'settings'>): Promise<void> {
  const own = settings.migrations?.version;
  const other = own === undefined ? null : await findOtherVersion(sql, own);
  if (other === null) return;
  const message = `A node of version ${other} runs beside those of ${own}: it may not know of new keys. Bring all nodes to one version first.`;
  throw new OAuthError('conflict', message);
}
