import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import type { Difference } from '../database/reconcile.ts';
import { builtIn } from './built-in.ts';
import type { DeclaredGroup } from './groups/group.ts';
import {
  lockTree,
  readOrphan,
  reconcileGroupRoles,
  reconcileGroups,
} from './groups/groups.store.ts';
import type { DeclaredApi } from './permissions/api-declaration.ts';
import { reconcileApiPermissions, reconcileApis } from './permissions/apis.store.ts';
import type { DeclaredRole } from './roles/role.ts';
import { reconcileRolePermissions, reconcileRoles } from './roles/roles.store.ts';

export interface DeclaredAuthorization {
  apis: readonly DeclaredApi[];
  roles: readonly DeclaredRole[];
  groups: readonly DeclaredGroup[];
}

/** @throws OAuthError `conflict` when a group that an administrator made would lose its parent. */
async function refuseOrphans(tx: Transaction, groups: readonly DeclaredGroup[]): Promise<void> {
  const orphan = await readOrphan(
    tx,
    groups.map(({ name }) => name),
  );
  if (!orphan) return;
  const { name, parent } = orphan;
  throw new OAuthError(
    'conflict',
    `The file no longer declares the group ${parent}, and it is the parent of ${name}, which an ` +
      `administrator made. Give ${name} another parent or delete it, or keep ${parent} in the file.`,
  );
}

/** APIs, roles and groups: who may do what, before it comes to users. */
export async function applyAuthorization(
  tx: Transaction,
  declared: DeclaredAuthorization,
  { settings }: Pick<Context, 'settings'>,
): Promise<Difference[]> {
  const own = builtIn(settings.url);
  const apis = [...declared.apis, own.api];
  const roles = [...declared.roles, own.role];
  const { groups } = declared;
  await lockTree(tx);
  await refuseOrphans(tx, groups);
  return [
    ...(await reconcileApis(tx, apis)),
    ...(await reconcileRoles(tx, roles)),
    ...(await reconcileGroups(tx, groups)),
    ...(await reconcileApiPermissions(tx, apis)),
    ...(await reconcileRolePermissions(tx, roles)),
    ...(await reconcileGroupRoles(tx, groups)),
  ];
}
