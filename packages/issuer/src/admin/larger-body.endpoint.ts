import type { IncomingMessage } from 'node:http';
import { adminPermissionsIn } from '../directory/admin-permissions.ts';
import { requireBearer } from '../http/bearer.ts';
import { routes } from '../routes.ts';
import type { Operation } from './operation.ts';
import { type AdminTokenDependencies, resolveAdminToken } from './resolve-admin-token.service.ts';

/** Bytes that the body of a request may have; null where they are as many as those of any other. */
export type LargerBody = (request: IncomingMessage) => Promise<number | null>;

/**
 * A body that is larger than usual is read for administrators alone: a listener keeps what it reads, and
 * strangers would fill its memory.
 *
 * @param operations of which some say how large a body they take
 */
export function createLargerBody(
  operations: readonly Pick<Operation, 'method' | 'path' | 'maxBody'>[],
  context: AdminTokenDependencies,
): LargerBody {
  const larger = operations.flatMap(({ method, path, maxBody }) =>
    maxBody === undefined ? [] : [{ method, pattern: patternOf(path), maxBody }],
  );
  return async ({ method, url = '', headers }) => {
    const [path = ''] = url.split('?');
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

/** `/users/{id}`, below the admin API. */
const patternOf = (path: string): RegExp =>
  new RegExp(`^${routes.admin}${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
