import { type BodyFraming, noBody, readFraming } from './body-framing.ts';
import { readFields } from './fields.ts';

/** The head of a request in the strict subset of HTTP/1.1 that is read here. */
export interface RequestHead {
  readonly method: string;
  /** In origin form: a path, with its query. */
  readonly target: string;
  /** Name and value in turn, as sent. */
  readonly rawHeaders: readonly string[];
  readonly body: BodyFraming;
  /** The caller closes the connection after the answer. */
  readonly close: boolean;
}

const requestLine = /(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) (\/[!-"$-~]*) HTTP\/1\.1\r\n/y;

/**
 * Fields that change how the connection goes on. They are rare, and a full server knows how to
 * answer them.
 */
const notTaken = new Set([
  'expect',
  'http2-settings',
  'proxy-connection',
  'te',
  'trailer',
  'upgrade',
]);

const plainConnection = /^(?:keep-alive|close)$/i;

/**
 * Reads one request head.
 *
 * @param text the whole head with the empty line that ends it, one character a byte
 * @returns null for whatever is not in the subset; that is no judgement whether it is valid
 */
export function readRequestHead(text: string): RequestHead | null {
  requestLine.lastIndex = 0;
  const line = requestLine.exec(text);
  if (line === null) return null;
  const rawHeaders = readFields(text.slice(0, -2), line[0].length);
  if (rawHeaders === null || !isPlain(rawHeaders)) return null;
  const framing = readFraming(rawHeaders);
  if (framing === null) return null;
  const { body = noBody, close } = framing;
  return { method: line[1]!, target: line[2]!, rawHeaders, body, close };
}

/** One `Host` (RFC 9112, section 3.2), and a connection of which nothing special is asked. */
function isPlain(rawHeaders: readonly string[]): boolean {
  let hosts = 0;
  let connections = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!.toLowerCase();
    if (name === 'host') {
      if (++hosts > 1 || rawHeaders[index + 1] === '') return false;
    } else if (name === 'connection') {
      if (++connections > 1 || !plainConnection.test(rawHeaders[index + 1]!)) return false;
    } else if (notTaken.has(name)) return false;
  }
  return hosts === 1;
}
