import { pathForLog } from '@sallyport/base/path-for-log.ts';
import type { Answered } from './observe.ts';

/** Takes a line for each request when it is over; `all: false` for those alone that were refused. */
export interface AccessLog {
  write(line: string): void;
  all: boolean;
}

/**
 * The line of a request: never the query, a header or a body, where tokens, codes and states are. It is
 * put together by hand, because a logger that walks over an object takes several times as long, on
 * the way of every request.
 */
export function accessLine(answer: Answered, endedAt: number, wall: number): string {
  const { incoming, status, grpcStatus, bytes, principal, denied, failure, pattern } = answer;
  const { requestId, traceId, protocol, method, path, clientAddress } = incoming;
  // Null for a caller who left before the answer.
  let line =
    `{"level":"info","time":"${timeOf(wall)}","component":"gateway","msg":"request"` +
    `,"requestId":${quote(requestId)},"mode":"${answer.mode}","method":${quote(method)}` +
    `,"path":${quote(pathForLog(path))},"status":${status || null}` +
    `,"ms":${Math.round((endedAt - answer.arrivedAt) * 100) / 100},"address":${quote(clientAddress)}`;
  if (protocol !== null) line += `,"protocol":"${protocol}"`;
  if (pattern !== null) line += `,"route":${quote(pattern)}`;
  if (grpcStatus !== null) line += `,"grpc_status":${grpcStatus}`;
  if (bytes !== null) line += `,"bytes":${bytes}`;
  if (principal !== null) {
    line += `,"sub":${quote(principal.sub)},"client":${quote(principal.client_id)}`;
  }
  if (traceId) line += `,"trace":"${traceId}"`;
  if (denied !== null) {
    const { error, description } = denied.refusal;
    line += `,"reason":${quote(error)},"description":${quote(description)}`;
  }
  if (failure !== null) line += `,"failure":${quote(failure)}`;
  if (!answer.whole) line += ',"whole":false';
  return `${line}}\n`;
}

/** Printable ASCII without quotes and backslashes stands for itself. */
const plain = /^[ !#-[\]-~]*$/;
const quote = (text: string): string => (plain.test(text) ? `"${text}"` : JSON.stringify(text));

let lastWall = Number.NaN;
let lastTime = '';

/** Many requests end in the same millisecond. */
function timeOf(wall: number): string {
  if (wall !== lastWall) {
    lastWall = wall;
    lastTime = new Date(wall).toISOString();
  }
  return lastTime;
}
