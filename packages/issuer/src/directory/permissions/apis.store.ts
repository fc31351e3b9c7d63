import { columnTypes } from '../../database/columns.ts';
import type { Transaction } from '../../database/connection.ts';
import { type Difference, reconcilePairs, reconcileTable } from '../../database/reconcile.ts';
import { apiFields, type DeclaredApi } from './api-declaration.ts';

const apis = {
  table: 'apis',
  kind: 'api',
  key: 'id',
  columns: columnTypes(apiFields),
  cached: ['claims', 'signing_alg', 'jwt_type', 'acr', 'audience_group', 'authorization_details'],
} as const;

const permissions = {
  table: 'api_permissions',
  kind: 'api',
  owner: 'api_id',
  member: 'permission',
  thing: 'permission',
} as const;

export const reconcileApis = (
  tx: Transaction,
  declared: readonly DeclaredApi[],
): Promise<Difference[]> => reconcileTable(tx, apis, declared);

export const reconcileApiPermissions = (
  tx: Transaction,
  declared: readonly DeclaredApi[],
): Promise<Difference[]> =>
  reconcilePairs(tx, permissions, new Map(declared.map((api) => [api.id, api.permissions])));
