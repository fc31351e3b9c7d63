import type { IncomingMessage } from 'node:http';
import type { Clock } from '../runtime/clock.ts';
import type { ListenerLimits } from './limits.ts';

export type Received =
  | { outcome: 'complete'; body: Buffer }
  | { outcome: 'too large' | 'too slow' | 'left' };

type Limits = Pick<ListenerLimits, 'bodyBytes' | 'bodySilence' | 'bodyTimeout'>;

export const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** Whether it may have more bytes than is usual: it says so, or nothing about it. */
export const mayBeLarger = ({ headers }: IncomingMessage, { bodyBytes }: Limits): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > bodyBytes;

/**
 * The whole body, before anything is done for the request. It has to arrive within `bodyTimeout`,
 * and no silence in it may last longer than `bodySilence`. A length that is announced is judged before
 * a byte is read; Node's parser holds the sender to it.
 */
export async function receiveBody(
  request: IncomingMessage,
  limits: Limits,
  clock: Pick<Clock, 'monotonic'>,
): Promise<Received> {
  if (Number(request.headers['content-length'] ?? 0) > limits.bodyBytes) {
    return { outcome: 'too large' };
  }
  // A small body comes with its head. Node has then parsed both before this goes on.
  await undefined;
  if (!request.complete || request.destroyed) return collectBody(request, limits, clock);
  request.on('error', () => {});
  const body = joined(piecesRead(request));
  return body.length > limits.bodyBytes ? { outcome: 'too large' } : { outcome: 'complete', body };
}

function collectBody(
  request: IncomingMessage,
  limits: Limits,
  clock: Pick<Clock, 'monotonic'>,
): Promise<Received> {
  const { promise, resolve } = Promise.withResolvers<Received>();
  const until = clock.monotonic() + limits.bodyTimeout;
  const chunks: Buffer[] = [];
  let length = 0;
  const silence = setTimeout(() => finish({ outcome: 'too slow' }), limits.bodySilence);
  const take = (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
    if (length > limits.bodyBytes) finish({ outcome: 'too large' });
    else if (clock.monotonic() > until) finish({ outcome: 'too slow' });
    else silence.refresh();
  };
  const complete = () => finish({ outcome: 'complete', body: joined(chunks) });
  const leave = () => finish({ outcome: 'left' });
  const finish = (received: Received) => {
    clearTimeout(silence);
    request.off('data', take).off('end', complete).off('error', leave).off('close', leave);
    // What fails from now on concerns nothing any more.
    request.on('error', () => {});
    resolve(received);
  };
  request.on('data', take).on('end', complete).on('error', leave).on('close', leave);
  return promise;
}

/** Each call gives one piece of what is there. */
function piecesRead(request: IncomingMessage): Buffer[] {
  const pieces: Buffer[] = [];
  for (let piece = request.read(); piece !== null; piece = request.read()) pieces.push(piece);
  return pieces;
}

const joined = (chunks: Buffer[]): Buffer =>
  chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
