import { parseBasic } from '@sallyport/protocol/basic-credentials.ts';
import type { ErrorCode, OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context as Request } from 'hono';
import { routePath } from 'hono/route';
import type { Log } from '../runtime/log.ts';
import type { Random } from '../runtime/random.ts';
import type { ThinnedLog } from '../runtime/thinned-log.ts';
import type { Callers } from './callers.ts';
import { note } from './note.ts';
import { requestIdOf } from './request-id.ts';

export interface ReportDependencies {
  log: Log;
  random: Random;
  callers: Callers;
  thinned: ThinnedLog;
  /** Of what the server depends on. */
  outage: {
    /** Whether the next attempt may succeed without anything being mended. */
    isPassing(error: unknown): boolean;
    /** Has a log entry of its own, and none for each request. */
    noticed(cause: unknown): void;
  };
}

/** Refusals that belong to the ordinary course, and tell of no attack and no misconfiguration. */
const ordinary: ReadonlySet<ErrorCode> = new Set([
  'not_found',
  'method_not_allowed',
  'conflict',
  'login_required',
  'interaction_required',
  'consent_required',
  'account_selection_required',
  // A device asks every few seconds (RFC 8628, section 3.5).
  'authorization_pending',
  'slow_down',
  'expired_token',
]);

/**
 * Writes an error to the log: who was refused, from where, and why. Of many alike the first is a
 * line, and the others are a number a minute later.
 *
 * @returns the number of the request, which the log and the answer have it under
 */
export function reportError(
  error: OAuthError,
  request: Request,
  context: ReportDependencies,
): string {
  const { log, thinned, outage, callers } = context;
  const requestId = requestIdOf(request, context);
  const { code, message: reason, cause, detail } = error;
  note(request, { error: code });
  // The route's pattern and not the path, which may name a sign-in in progress.
  const facts = { code, method: request.req.method, route: routePath(request) };
  if (outage.isPassing(cause)) outage.noticed(cause);
  else if (error.status >= 500) {
    const [level, err] = code === 'server_error' ? ['error', cause ?? error] : ['warn', cause];
    const kind = [code, facts.route, reason, err instanceof Error ? err.message : ''].join(' ');
    thinned.write(level as 'error' | 'warn', kind, { ...facts, err }, reason, { requestId });
  } else if (ordinary.has(code)) log.debug({ ...facts, requestId }, reason);
  else {
    const client = clientOf(request);
    const network = callers.network(request);
    const why = detail ?? reason;
    const kind = [code, client, network, why].join(' ');
    const event = { requestId, address: callers.address(request) };
    thinned.write('warn', kind, { ...facts, client, network, reason: why }, 'refused', event);
  }
  return requestId;
}

/** The client that a request says it is from, whether or not that is true. */
export function clientOf(request: Request): string | undefined {
  const authorization = request.req.header('authorization');
  const id =
    (authorization && parseBasic(authorization)?.id) ||
    request.req.query('client_id') ||
    bodyOf(request)?.get('client_id');
  return id ? id.slice(0, 100) : undefined;
}

function bodyOf(request: Request): URLSearchParams | null {
  const isForm = request.req
    .header('content-type')
    ?.startsWith('application/x-www-form-urlencoded');
  const { rawBody } = request.env?.incoming ?? {};
  return isForm && Buffer.isBuffer(rawBody) ? new URLSearchParams(rawBody.toString('utf8')) : null;
}
