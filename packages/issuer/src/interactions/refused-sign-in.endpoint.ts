import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { requestIdOf } from '../http/request-id.ts';

export interface RefusedSignIn {
  /** The client that the sign-in is for, where it is known. */
  client?: string;
  /** The upstream provider, where there is one. */
  provider?: string;
  reason: string;
  user?: string | undefined;
}

/**
 * Warns of a sign-in that was refused, without what was typed: people type passwords anywhere.
 *
 * @returns the number under which the log has it, for the page.
 */
export function noteRefusal(
  request: Request,
  refused: RefusedSignIn,
  context: Pick<Context, 'random' | 'callers' | 'thinned'>,
): string {
  const { callers, thinned } = context;
  const requestId = requestIdOf(request, context);
  const network = callers.network(request);
  const event = { requestId, address: callers.address(request) };
  const kind = `sign-in ${refused.user} ${refused.provider} ${refused.reason} ${network}`;
  thinned.write('warn', kind, { ...refused, network }, 'sign-in refused', event);
  return requestId;
}
