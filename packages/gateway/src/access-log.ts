import { pathForLog } from '@sallyport/base/path-for-log.ts';
import type { Answered } from './observe.ts';
import type { Log } from './settings.ts';

/** A line for each request when it is over; `all: false` for those alone that were refused. */
export interface AccessLog {
  log: Pick<Log, 'info'>;
  all: boolean;
}

/** Never the query, a header or a body: there are tokens, codes and states in them. */
export function writeAccess({ log, all }: AccessLog, answer: Answered, endedAt: number): void {
  const { incoming, denied } = answer;
  if (!all && denied === null) return;
  const { requestId, method, path, clientAddress } = incoming;
  const { status, bytes, principal } = answer;
  const line: Record<string, unknown> = {
    requestId,
    trace: incoming.traceId ?? undefined,
    mode: answer.mode,
    method,
    path: pathForLog(path),
    route: answer.pattern ?? undefined,
    // Null for a caller who left before the answer.
    status: status || null,
    ms: Math.round((endedAt - answer.arrivedAt) * 100) / 100,
    bytes: bytes ?? undefined,
    address: clientAddress,
  };
  if (principal !== null) {
    line['sub'] = principal.sub;
    line['client'] = principal.client_id;
  }
  if (denied !== null) {
    line['reason'] = denied.refusal.error;
    line['description'] = denied.refusal.description;
  }
  if (answer.failure !== null) line['failure'] = answer.failure;
  if (!answer.whole) line['whole'] = false;
  log.info(line, 'request');
}
