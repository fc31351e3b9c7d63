import type { ReadStream } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Of files that are being sent, for all of them together, in bytes. */
const memory = 16 * 1024 * 1024;
const [minPiece, maxPiece] = [4 * 1024, 128 * 1024];
/** One piece waits for the caller, and the next one has been read. */
const piecesOfFile = 2;

let open = 0;

/**
 * How much of a file is read at a time, in bytes: less where many are being sent, since each caller
 * may take as little as it likes of what has been read for it.
 */
export function pieceOfFile(): number {
  const share = Math.floor(memory / piecesOfFile / (open + 1));
  return Math.min(maxPiece, Math.max(minPiece, share));
}

/**
 * Sends what a file has, each piece when the caller has taken the last one. When the file became
 * shorter meanwhile, the connection is closed, because Content-Length was sent already and the
 * caller must not take a part for the whole. A caller that disconnects is not an error.
 */
export async function copyFile(
  stream: ReadStream,
  response: ServerResponse,
  length: number,
): Promise<void> {
  open++;
  const pieces = piecesTo(response);
  const stop = () => pieces.destroy();
  response.once('close', stop);
  try {
    await pipeline(stream, pieces);
    if (stream.bytesRead === length) response.end();
    else response.destroy();
  } catch {
    response.destroy();
  } finally {
    open--;
    response.off('close', stop);
  }
}

/** Node takes 64 KiB for a caller before it says that this is enough: here it is one piece. */
const piecesTo = (response: ServerResponse): Writable =>
  new Writable({
    highWaterMark: 1,
    write(piece: Buffer, _encoding, taken) {
      response.write(piece, taken);
    },
  });
