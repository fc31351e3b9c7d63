/**
 * Heads as they are written. Names and values come out of a head that was read here or by
 * Node, or are our own: neither can hold a line's end.
 */

/** A request head with the empty line that ends it, one character a byte. */
export const requestHeadText = (
  method: string,
  target: string,
  headers: readonly string[],
): string => `${method} ${target} HTTP/1.1\r\n${fieldLines(headers)}\r\n`;

/** The same for a response. */
export const responseHeadText = (
  status: number,
  reason: string,
  headers: readonly string[],
): string => `HTTP/1.1 ${status} ${reason}\r\n${fieldLines(headers)}\r\n`;

/** Name and value in turn, each pair as a line. */
export function fieldLines(fields: readonly string[]): string {
  let text = '';
  for (let index = 0; index < fields.length; index += 2) {
    text += `${fields[index]}: ${fields[index + 1]}\r\n`;
  }
  return text;
}

/** The line before a chunk's data. */
export const chunkSizeLine = (bytes: number): string => `${bytes.toString(16)}\r\n`;

/** After the last chunk's data and its CR LF. */
export const lastChunk = (trailers: readonly string[]): string =>
  `0\r\n${fieldLines(trailers)}\r\n`;
