import { type BodyFraming, noBody, readFraming, untilClose } from './body-framing.ts';
import { readFields } from './fields.ts';

/** The head of a response in the strict subset of HTTP/1 that is read here. */
export interface ResponseHead {
  readonly status: number;
  readonly reason: string;
  /** Name and value in turn, as sent. */
  readonly rawHeaders: string[];
  readonly body: BodyFraming;
  /** No other response follows it on the connection. */
  readonly close: boolean;
}

const statusLine = /HTTP\/1\.([01]) ([1-9][0-9]{2})(?: ([\t\x20-\x7e\x80-\xff]*))?\r\n/y;

/**
 * Reads one response head.
 *
 * @param text the whole head with the empty line that ends it, one character a byte
 * @param method of the request that it answers: there is no body after HEAD
 * @returns null for whatever is not in the subset, which no connection can be trusted after
 */
export function readResponseHead(text: string, method: string): ResponseHead | null {
  statusLine.lastIndex = 0;
  const line = statusLine.exec(text);
  if (line === null) return null;
  const rawHeaders = readFields(text.slice(0, -2), line[0].length);
  const framing = rawHeaders && readFraming(rawHeaders);
  if (!framing) return null;
  const isOld = line[1] === '0';
  // HTTP/1.0 has no chunks: what sends them nevertheless cannot be understood in one way only.
  if (isOld && framing.body?.kind === 'chunked') return null;
  const status = Number(line[2]);
  const body = isBodiless(method, status) ? noBody : (framing.body ?? untilClose);
  const close = framing.close || isOld || body.kind === 'until_close' || status === 101;
  return { status, reason: line[3] ?? '', rawHeaders: rawHeaders!, body, close };
}

/** Whatever the head says of a length (RFC 9112, section 6.3). */
const isBodiless = (method: string, status: number): boolean =>
  method === 'HEAD' || status < 200 || status === 204 || status === 304;
