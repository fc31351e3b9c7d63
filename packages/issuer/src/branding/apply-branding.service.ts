import { isDeepStrictEqual } from 'node:util';
import type { Transaction } from '../database/connection.ts';
import type { Difference } from '../database/reconcile.ts';
import { replaceBranding } from './branding.store.ts';
import { brandingSection, type DeclaredBranding } from './branding-declaration.ts';

interface Declared {
  branding: DeclaredBranding;
  clients: readonly { id: string; branding: DeclaredBranding | null }[];
}

/**
 * Nothing of it is cached by gateways: pages of running nodes have it within seconds. Where the file says nothing of
 * that of the service, what an administrator has set stays.
 */
export async function applyBranding(
  tx: Transaction,
  { branding, clients }: Declared,
): Promise<Difference[]> {
  const wanted = [{ id: '', branding }, ...clients].flatMap(({ id, branding: definition }) =>
    definition === null || isDeepStrictEqual(definition, brandingSection.parse({}))
      ? []
      : [{ owner: id, definition }],
  );
  const changed = await replaceBranding(tx, wanted);
  return changed.map(({ owner, takenOver }) => {
    const name = owner === '' ? 'branding' : `branding:${owner}`;
    return { what: 'changed', name, subject: `policy:${name}`, tags: [], takenOver };
  });
}
