import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Env, ErrorHandler, Hono, NotFoundHandler } from 'hono';

/**
 * For what no route is mounted at: 405 with `Allow` where the path is there for other methods
 * (RFC 9110, section 15.5.6), and 404 where it is not.
 *
 * @param answer turns an error into the response. It is not thrown: what is mounted for every path,
 *   that of pages too, would catch it.
 */
export function refuseUnmounted<E extends Env>(
  app: Hono<E>,
  answer: ErrorHandler<E>,
): NotFoundHandler<E> {
  return (request) => {
    const { method, path } = request.req;
    const allowed = methodsAt(path, app);
    if (allowed.length > 0) request.header('Allow', allowed.join(', '));
    const error =
      allowed.length > 0
        ? new OAuthError('method_not_allowed', `This address does not accept ${method}.`)
        : new OAuthError('not_found', 'There is nothing at this address.');
    return answer(error, request);
  };
}

/** Those that endpoints were mounted for; middleware is mounted for all. */
function methodsAt(path: string, app: Pick<Hono, 'routes'>): string[] {
  const mounted = app.routes.filter((route) => route.method !== 'ALL' && leadsTo(route.path, path));
  const methods = new Set(mounted.map(({ method }) => method));
  // Whatever answers GET answers HEAD.
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods].toSorted();
}

function leadsTo(route: string, path: string): boolean {
  const parts = path.split('/');
  const pattern = route.split('/');
  return (
    parts.length === pattern.length &&
    pattern.every((part, at) => (part.startsWith(':') ? parts[at] !== '' : part === parts[at]))
  );
}
