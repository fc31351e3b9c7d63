import { createBodyReader } from './body-reader.ts';
import { HeadBuffer } from './head-buffer.ts';
import { readRequestHead } from './request-head.ts';
import { readResponseHead } from './response-head.ts';

/** A message as the reader in this folder sees it. */
export interface StrictMessage {
  method: string;
  target: string;
  status: number;
  reason: string;
  fields: string[];
  trailers: string[];
  body: string;
  close: boolean;
  complete: boolean;
}

export interface StrictReading {
  messages: StrictMessage[];
  /** Why it reads no further: the bytes are at an end, it does not take what comes, or the connection closes. */
  stopped: 'end' | 'not_taken' | 'closed';
  /** How many bytes were read before that. */
  consumed: number;
}

const maxHead = 64 * 1024;

/** Reads one connection's bytes, latin1, split at `cuts`, as both sides of the gateway do. */
export function readStrictly(
  kind: 'request' | 'response',
  text: string,
  { method = 'GET', cuts = [] as number[] } = {},
): StrictReading {
  const bytes = Buffer.from(text, 'latin1');
  const edges = [0, ...cuts, bytes.length];
  const heads = new HeadBuffer(maxHead);
  const messages: StrictMessage[] = [];
  let body = createBodyReader({ kind: 'none' });
  let current: StrictMessage | null = null;
  let consumed = 0;
  for (let edge = 1; edge < edges.length; edge++) {
    const piece = bytes.subarray(edges[edge - 1], edges[edge]);
    let at = 0;
    while (at < piece.length) {
      if (current) {
        const into = current;
        const sink = {
          data: (data: Buffer) => {
            into.body += data.toString('latin1');
          },
        };
        const end = body.read(piece, at, sink);
        if (end < 0) return { messages, stopped: 'not_taken', consumed };
        at = end;
      } else {
        const found = heads.add(piece, at);
        if (found === 'incomplete') break;
        const read = found === 'too_long' ? null : readHead(kind, found.text, method);
        if (found === 'too_long' || read === null)
          return { messages, stopped: 'not_taken', consumed };
        at = found.end;
        current = read.message;
        body = createBodyReader(read.body);
        messages.push(current);
      }
      if (!body.ended) continue;
      current.complete = true;
      current.trailers = body.trailers;
      consumed = edges[edge - 1]! + at;
      if (current.close) return { messages, stopped: 'closed', consumed };
      current = null;
    }
  }
  if (current) current.complete ||= kind === 'response' && current.close && untilClose(current);
  return { messages, stopped: 'end', consumed };
}

const untilClose = (message: StrictMessage): boolean =>
  !message.fields.some((field) => /^(?:content-length|transfer-encoding)$/i.test(field));

function readHead(kind: 'request' | 'response', text: string, requested: string) {
  const message = { method: '', target: '', status: 0, reason: '', trailers: [], body: '' };
  if (kind === 'request') {
    const head = readRequestHead(text);
    if (head === null) return null;
    const { method, target, rawHeaders, close, body } = head;
    const read = { ...message, method, target, fields: [...rawHeaders], close, complete: false };
    return { message: read, body };
  }
  const head = readResponseHead(text, requested);
  if (head === null) return null;
  const { status, reason, rawHeaders, close, body } = head;
  const read = { ...message, status, reason, fields: rawHeaders, close, complete: false };
  return { message: read, body };
}
