import { createRequire } from 'node:module';

/**
 * llhttp, the parser in Node, as undici brings it: compiled to WebAssembly, without any of its lenient
 * flags. The counterpart that our own reader is held against.
 */
const require = createRequire(import.meta.url);

/** The little that is used here of what TypeScript knows of browsers only. */
interface WebAssemblyApi {
  Module: new (bytes: Buffer) => object;
  Instance: new (module: object, imports: object) => { exports: unknown };
}
const { WebAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyApi };
const module = new WebAssembly.Module(require('undici/lib/llhttp/llhttp-wasm.js'));

/** Numbers of methods, by name. */
export const llhttpMethods: Record<string, number> =
  require('undici/lib/llhttp/constants.js').METHODS;

interface Exports {
  memory: { buffer: ArrayBuffer };
  malloc(bytes: number): number;
  llhttp_alloc(type: number): number;
  llhttp_free(parser: number): void;
  llhttp_execute(parser: number, at: number, length: number): number;
  llhttp_finish(parser: number): number;
  llhttp_get_error_pos(parser: number): number;
  llhttp_get_method(parser: number): number;
  llhttp_get_http_major(parser: number): number;
  llhttp_get_http_minor(parser: number): number;
  llhttp_get_status_code(parser: number): number;
}

export interface LlhttpMessage {
  /** Its number in llhttp. */
  method: number;
  url: string;
  status: number;
  reason: string;
  version: string;
  /** Name and value in turn; those of trailers follow those of the head. */
  fields: string[];
  headFields: number;
  body: string;
  keepAlive: boolean;
  upgrade: boolean;
  complete: boolean;
}

export interface LlhttpReading {
  messages: LlhttpMessage[];
  /** It refused something, at the end or before. */
  failed: boolean;
}

const { memory, ...llhttp } = new WebAssembly.Instance(module, {
  env: {
    wasm_on_message_begin: () => {
      current = fresh();
      return 0;
    },
    wasm_on_url: (_: number, at: number, length: number) => {
      current.url += textAt(at, length);
      return 0;
    },
    wasm_on_status: (_: number, at: number, length: number) => {
      current.reason += textAt(at, length);
      return 0;
    },
    wasm_on_header_field: (_: number, at: number, length: number) => add(0, textAt(at, length)),
    wasm_on_header_value: (_: number, at: number, length: number) => add(1, textAt(at, length)),
    wasm_on_headers_complete: (
      parser: number,
      status: number,
      upgrade: number,
      keepAlive: number,
    ) => {
      const version = `${llhttp.llhttp_get_http_major(parser)}.${llhttp.llhttp_get_http_minor(parser)}`;
      Object.assign(current, {
        method: llhttp.llhttp_get_method(parser),
        status,
        version,
        upgrade: upgrade !== 0,
        keepAlive: keepAlive !== 0,
      });
      current.headFields = current.fields.length;
      reading.messages.push(current);
      return toHead || (status >= 100 && status < 200 && status !== 101) ? 1 : 0;
    },
    wasm_on_body: (_: number, at: number, length: number) => {
      current.body += textAt(at, length);
      return 0;
    },
    wasm_on_message_complete: () => {
      current.complete = true;
      return 0;
    },
  },
}).exports as Exports;

const inputBytes = 256 * 1024;
const input = llhttp.malloc(inputBytes);

let current = fresh();
let reading: LlhttpReading = { messages: [], failed: false };
let toHead = false;

function fresh(): LlhttpMessage {
  return {
    method: 0,
    url: '',
    status: 0,
    reason: '',
    version: '',
    fields: [],
    headFields: 0,
    body: '',
    keepAlive: false,
    upgrade: false,
    complete: false,
  };
}

const textAt = (at: number, length: number): string =>
  Buffer.from(memory.buffer, at, length).toString('latin1');

/** Names and values take turns; each may come in several spans. */
function add(turn: 0 | 1, text: string): number {
  const { fields } = current;
  const last = fields.length - 1;
  // A value that is empty may be told of, or not.
  if (turn === 0 && fields.length % 2 === 1) {
    if (lastSpan === 0) {
      fields[last] += text;
      return 0;
    }
    fields.push('');
  }
  if (turn === 1 && fields.length % 2 === 0) fields[last] += text;
  else fields.push(text);
  lastSpan = turn;
  return 0;
}

let lastSpan: 0 | 1 = 1;

/** Reads one connection's bytes, latin1. `method` is that of the request which responses answer. */
export function readByLlhttp(
  kind: 'request' | 'response',
  text: string,
  method = 'GET',
): LlhttpReading {
  reading = { messages: [], failed: false };
  toHead = method === 'HEAD';
  lastSpan = 1;
  const parser = llhttp.llhttp_alloc(kind === 'request' ? 1 : 2);
  const length = Buffer.from(memory.buffer, input, inputBytes).write(text, 'latin1');
  const failed = llhttp.llhttp_execute(parser, input, length) !== 0;
  reading.failed = failed || llhttp.llhttp_finish(parser) !== 0;
  llhttp.llhttp_free(parser);
  // Node drops the spaces behind a value.
  for (const { fields } of reading.messages) {
    for (let index = 1; index < fields.length; index += 2) {
      fields[index] = fields[index]!.replace(/[ \t]+$/, '');
    }
  }
  return reading;
}
