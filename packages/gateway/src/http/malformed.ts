import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** A request that was refused before it could be read. */
export interface Malformed {
  status: number;
  /** Of the other end of the connection. */
  socket: Socket;
}

/** By the codes of llhttp and `node:http`; others tell that the connection was lost. */
function statusLineOf(code: string): string | null {
  if (code === 'HPE_HEADER_OVERFLOW') return '431 Request Header Fields Too Large';
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return '413 Payload Too Large';
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return '408 Request Timeout';
  return code.startsWith('HPE_') ? '400 Bad Request' : null;
}

/**
 * Answers what cannot be read as HTTP as `node:http` does by itself, and tells of it. A request whose
 * answer is under way is told of where it is answered.
 */
export function refuseMalformed(server: Server, tell: (malformed: Malformed) => void): void {
  const answering = new WeakMap<Socket, ServerResponse>();
  server.on('request', (request, response) => {
    answering.set(request.socket, response);
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const line = statusLineOf(error.code ?? '');
    const response = answering.get(socket);
    const isAnswering = response !== undefined && !response.writableFinished;
    if (line === null || !socket.writable || (isAnswering && response.headersSent)) {
      socket.destroy();
      return;
    }
    socket.write(`HTTP/1.1 ${line}\r\nConnection: close\r\n\r\n`);
    socket.destroySoon();
    // A connection that was opened in advance and never used is no request.
    if (!isAnswering && socket.bytesRead > 0) tell({ status: Number.parseInt(line, 10), socket });
  });
}
