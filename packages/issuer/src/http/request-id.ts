import type { Context as Request } from 'hono';
import { newRequestId } from '../listen/request-id.ts';
import type { Random } from '../runtime/random.ts';

/** The number of a request, which its answer has as `X-Request-Id`. */
export function requestIdOf(request: Request, { random }: { random: Random }): string {
  const given: unknown = request.env?.outgoing?.getHeader?.('X-Request-Id');
  return typeof given === 'string' ? given : newRequestId(random);
}
