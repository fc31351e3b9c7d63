import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { newRequestId } from '../listen/request-id.ts';

/** The number of a request, which its answer has as `X-Request-Id`. */
export function requestIdOf(request: Request, { random }: Pick<Context, 'random'>): string {
  const given: unknown = request.env?.outgoing?.getHeader?.('X-Request-Id');
  return typeof given === 'string' ? given : newRequestId(random);
}
