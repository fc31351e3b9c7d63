import type { Context } from '../context.ts';
import { CorruptRowError } from '../database/row.ts';
import { readFacts } from './facts.store.ts';

/** What a client may do at an API by its own roles, now. Null when it may not call the API. */
export async function permissionsOfClient(
  client: string,
  api: string,
  { sql, clock }: Pick<Context, 'sql' | 'clock'>,
): Promise<string[] | null> {
  const itself = {
    id: '',
    kind: 'client',
    source: client,
    client,
    scope: [],
    audiences: [],
  } as const;
  const token = { ...itself, scope: [], audiences: [], issuedAt: 0, expiresAt: 0 };
  const { facts } = await readFacts(sql, [{ token, api }], { now: clock.now() });
  const [found] = facts;
  if (found instanceof CorruptRowError) throw found;
  return found?.api?.permissions ?? null;
}
