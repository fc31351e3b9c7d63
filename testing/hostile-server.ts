import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

/** A server whose answers no reader may trust, one way of misbehaving at each path. */
export interface HostileServer {
  url: string;
  /** Bytes that were handed to the sockets so far. */
  sent(): number;
  /** Paths that were asked for. */
  asked: string[];
  /** What is answered as it should be: JSON, by path. */
  documents: Map<string, unknown>;
  /** Paths that are answered like another. */
  aliases: Map<string, string>;
  close(): Promise<void>;
}

const json = { 'content-type': 'application/json' };
const chunk = Buffer.alloc(64 * 1024, ' ');
/** 64 MiB of spaces in 64 KiB. */
const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '));

type Answer = (response: ServerResponse) => void;

const answers: Record<string, Answer> = {
  '/good': (response) => response.writeHead(200, json).end('{"good":true}'),
  '/endless': (response) => pour(response.writeHead(200, json)),
  '/endless-error': (response) => pour(response.writeHead(500, json)),
  '/endless-redirect': (response) => pour(response.writeHead(302, { location: '/good' })),
  '/announced': (response) =>
    pour(response.writeHead(200, { ...json, 'content-length': '8000000000' })),
  '/bomb': (response) => response.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end(bomb),
  '/no-gzip': (response) =>
    response.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end('{"good":true}'),
  '/drip': (response) => drip(response.writeHead(200, json)),
  '/short': (response) => {
    response.writeHead(200, { ...json, 'content-length': '100' }).write('{"good":true}');
    setImmediate(() => response.destroy());
  },
  '/huge-header': (response) =>
    response.writeHead(200, { ...json, 'x-filler': 'x'.repeat(64 * 1024) }).end('{}'),
  '/silent': () => undefined,
  '/silent-body': (response) => response.writeHead(200, json).write('{'),
  '/redirect': (response) => response.writeHead(302, { location: '/good' }).end(),
};

/**
 * The milliseconds to give this path: few where only the deadline ends the exchange, and otherwise so
 * many that a busy machine cannot reach them.
 */
export const timeoutFor = (path: string): number =>
  ['/drip', '/silent', '/silent-body'].includes(path) ? 300 : 10_000;

/** Every way of misbehaving. Such an answer cannot be used. */
export const misbehaviours = Object.keys(answers).filter((path) => path !== '/good');

/** Writes as fast as the reader takes it, until it leaves. */
function pour(response: ServerResponse): void {
  while (!response.destroyed && response.write(chunk));
  response.once('drain', () => pour(response));
}

function drip(response: ServerResponse): void {
  const timer = setInterval(() => response.write(' '), 5);
  response.once('close', () => clearInterval(timer));
}

export async function startHostileServer(): Promise<HostileServer> {
  const asked: string[] = [];
  const documents = new Map<string, unknown>();
  const aliases = new Map<string, string>();
  const sockets = new Set<{ bytesWritten: number }>();
  const server = createServer((request, response) => {
    const url = request.url ?? '/';
    asked.push(url);
    const path = aliases.get(url) ?? url;
    const document = documents.get(path);
    if (document !== undefined) response.writeHead(200, json).end(JSON.stringify(document));
    else (answers[path] ?? ((other) => other.writeHead(404).end()))(response);
  });
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent: () => [...sockets].reduce((sum, { bytesWritten }) => sum + bytesWritten, 0),
    asked,
    documents,
    aliases,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
