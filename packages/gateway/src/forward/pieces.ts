import type { ServerResponse } from 'node:http';

/** Up to here, copying costs less than a second piece, in bytes. */
const joinable = 16 * 1024;

/** Writes a piece of a body. False when the caller has to catch up first. */
export function writePiece(response: ServerResponse, piece: Buffer, isFirst: boolean): boolean {
  // With text, Node joins head and body and writes once; with bytes it gathers two pieces. Latin 1
  // is the encoding in which text is bytes.
  return isFirst && piece.length <= joinable
    ? response.write(piece.toString('latin1'), 'latin1')
    : response.write(piece);
}
