import { z } from 'zod';
import type { AdminPermission } from './admin-permissions.ts';
import type { Delegated } from './delegation/reach.ts';

/** Who asks for a change. */
export interface Caller {
  /** As the audit log names them: `user:<id>`, `client:<id>`. */
  actor: string;
  /** What they may do at the admin API, with everything. */
  permissions: readonly AdminPermission[];
  /** What they may do with single groups and organizations beside that, where an operation can be delegated. */
  reach?: readonly Delegated[];
}

/** A person or a client behind a name of the audit log. */
export interface Actor {
  kind: 'user' | 'client';
  id: string;
}

/** Null for what is neither. */
export function readActor(name: string): Actor | null {
  const [, kind, id = ''] = /^(user|client):(.+)$/.exec(name) ?? [];
  if (kind === 'client') return { kind, id };
  return kind === 'user' && z.uuid().safeParse(id).success ? { kind, id } : null;
}
