import { OAuthError } from '@sallyport/protocol/errors.ts';
import { type ErrorHandler, Hono } from 'hono';
import type { FindOperation, FoundOperation } from '../explain/admin-call.service.ts';
import { refuseUnmounted } from '../http/allowed-methods.ts';
import { pathOf } from '../http/path-of.ts';
import { honoPath, type Operation } from './operation.ts';

const requestable = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']);

/** One question. */
interface Bindings {
  tell(found: FoundOperation | OAuthError): void;
}

/**
 * Finds which operation a request comes to, by the router that requests are led by, without calling it.
 *
 * @param operations in the order in which they are mounted
 */
export function createFindOperation(operations: () => readonly Operation[]): FindOperation {
  let router: Hono<{ Bindings: Bindings }> | undefined;
  return async (method, path) => {
    router ??= routerOf(operations());
    const { promise, resolve } = Promise.withResolvers<FoundOperation | OAuthError>();
    // No operation has any of the others, and some make no `Request`: TRACE, or one that is no token.
    const asked = requestable.has(method) ? method : 'OPTIONS';
    await router.request(path, { method: asked }, { tell: resolve });
    const found = await promise;
    return found instanceof OAuthError && found.code === 'method_not_allowed'
      ? new OAuthError('method_not_allowed', `This address does not accept ${method}.`)
      : found;
  };
}

function routerOf(operations: readonly Operation[]) {
  const router = new Hono<{ Bindings: Bindings }>({ getPath: pathOf });
  const refuse: ErrorHandler<{ Bindings: Bindings }> = (error, request) => {
    if (!(error instanceof OAuthError)) throw error;
    request.env.tell(error);
    return request.body(null, 204);
  };
  router.onError(refuse);
  router.notFound(refuseUnmounted(router, refuse));
  for (const { method, path, permission, within = 'none' } of operations) {
    router.on(method, honoPath(path), (request) => {
      const parameters = request.req.param();
      request.env.tell({ method, path, permission, within, parameters });
      return request.body(null, 204);
    });
  }
  return router;
}
