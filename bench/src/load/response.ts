export interface Parsed {
  status: number;
  /** As latin1; for `chunked` with the chunks' frames still in it. */
  body: string;
  /** Of head and body together. */
  length: number;
}

const contentLength = /\r\ncontent-length: *(\d+)/i;
const chunked = /\r\ntransfer-encoding: *chunked/i;
const lastChunk = /(?:^|\r\n)0\r\n\r\n$/;

/**
 * Reads one HTTP/1.1 response (RFC 9112) from latin1 text; null when it is not whole yet.
 *
 * @throws Error when it has neither a length nor chunks
 */
export function parseResponse(text: string): Parsed | null {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd === -1) return null;
  const head = text.slice(0, headEnd);
  const status = Number(head.slice(9, 12));
  const start = headEnd + 4;

  const length = contentLength.exec(head)?.[1];
  if (length !== undefined) {
    const end = start + Number(length);
    if (text.length < end) return null;
    return { status, body: text.slice(start, end), length: end };
  }
  if (!chunked.test(head)) throw new Error('A response has neither a length nor chunks.');
  // One response at a time is under way, so the last chunk is at the end of what has come.
  const body = text.slice(start);
  return lastChunk.test(body) ? { status, body, length: text.length } : null;
}
