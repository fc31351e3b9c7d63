import type { Transaction } from '../database/connection.ts';
import type { Difference } from '../database/reconcile.ts';
import type { DeclaredTrustedIssuer } from './trusted-issuer-declaration.ts';
import { reconcileTrustedIssuers } from './trusted-issuers.store.ts';

/** Whose tokens are taken. */
export const applyTrustedIssuers = (
  tx: Transaction,
  declared: readonly DeclaredTrustedIssuer[],
): Promise<Difference[]> => reconcileTrustedIssuers(tx, declared);
