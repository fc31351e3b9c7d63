import type { IncomingMessage } from 'node:http';
import { adminPermissionsIn } from '../directory/admin-permissions.ts';
import { requireBearer } from '../http/bearer.ts';
import { routes } from '../routes.ts';
import { adminOperations } from './admin.routes.ts';
import { type AdminTokenDependencies, resolveAdminToken } from './resolve-admin-token.service.ts';

/** Bytes that the body of a request may have; null where they are as many as those of any other. */
export type LargerBody = (request: IncomingMessage) => Promise<number | null>;

/**
 * A body that is larger than usual is read for administrators alone: a listener keeps what it reads, and
 * strangers would fill its memory.
 */
export function createLargerBody(
  context: AdminTokenDependencies & Parameters<typeof adminOperations>[0],
): LargerBody {
  // Made when it is asked for first: no start waits for it.
  let larger: Larger[] | undefined;
  return async ({ method, url = '', headers }) => {
    const [path = ''] = url.split('?');
    larger ??= largerOf(adminOperations(context));
    const found = larger.find((each) => each.method === method && each.pattern.test(path));
    if (!found) return null;
    try {
      const principal = await resolveAdminToken(requireBearer(headers.authorization), context);
      return adminPermissionsIn(principal.permissions).length > 0 ? found.maxBody : null;
    } catch {
      // Whatever the reason is, the body of a caller who is not known is not read.
      return null;
    }
  };
}

interface Larger {
  method: string;
  pattern: RegExp;
  maxBody: number;
}

/** Those operations that say how large a body they take. */
const largerOf = (operations: ReturnType<typeof adminOperations>): Larger[] =>
  operations.flatMap(({ method, path, maxBody }) =>
    maxBody === undefined ? [] : [{ method, pattern: patternOf(path), maxBody }],
  );

/** `/users/{id}`, below the admin API. */
const patternOf = (path: string): RegExp =>
  new RegExp(`^${routes.admin}${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
