import type { AdminPermission } from './admin-permissions.ts';

/** Who asks for a change. */
export interface Caller {
  /** As the audit log names them: `user:<id>`, `client:<id>`. */
  actor: string;
  /** What they may do at the admin API. */
  permissions: readonly AdminPermission[];
}
