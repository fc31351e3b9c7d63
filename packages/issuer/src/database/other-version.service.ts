import type { Queryable } from './connection.ts';
import { listRunning } from './running-nodes.store.ts';

/** The version of a node that runs beside those of this one; null where there is none, or none that tells. */
export async function findOtherVersion(sql: Queryable, own: string): Promise<string | null> {
  const running = await listRunning(sql);
  return running.find(({ version }) => version !== null && version !== own)?.version ?? null;
}
