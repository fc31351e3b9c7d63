import { connect, isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';

/** Where an upstream is, and how its certificate is checked. */
export interface UpstreamAddress {
  host: string;
  port: number;
  /** Null for plain HTTP. */
  tls: { ca?: string | string[] } | null;
}

export function addressOf(origin: string, tls: { ca?: string | string[] } = {}): UpstreamAddress {
  const { protocol, hostname, port } = new URL(origin);
  const isSecure = protocol === 'https:';
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(port) || (isSecure ? 443 : 80),
    tls: isSecure ? tls : null,
  };
}

export interface SocketListener {
  /** Where the next bytes are to be read to. */
  buffer(): Buffer;
  connected(): void;
  /** Valid until this returns. */
  read(piece: Buffer): void;
  drained(): void;
  writeFailed(error: Error): void;
  /** The other side sends nothing more. */
  ended(): void;
  closed(error: Error | null): void;
}

/** Opens a connection whose bytes go to the listener until it is destroyed. */
export function openSocket(address: UpstreamAddress, listener: SocketListener): Socket {
  const socket = address.tls
    ? openTls(address, address.tls, listener)
    : openPlain(address, listener);
  let failure: Error | null = null;
  readOnAfterFailedWrite(socket, listener);
  socket.on('drain', () => listener.drained());
  socket.on('end', () => listener.ended());
  socket.on('error', (error) => {
    failure = error;
  });
  socket.on('close', () => listener.closed(failure));
  // Without it the other side's end would not be seen.
  socket.resume();
  return socket;
}

function openPlain({ host, port }: UpstreamAddress, listener: SocketListener): Socket {
  const onread = {
    buffer: () => listener.buffer(),
    callback: (bytes: number, buffer: Uint8Array): boolean => {
      listener.read((buffer as Buffer).subarray(0, bytes));
      return true;
    },
  };
  const socket = connect({ host, port, noDelay: true, onread });
  socket.once('connect', () => listener.connected());
  return socket;
}

/** @param protocol that is offered, by ALPN (RFC 7301) */
export const tlsOptions = (
  { host, port }: UpstreamAddress,
  { ca }: { ca?: string | string[] },
  protocol: 'http/1.1' | 'h2',
): ConnectionOptions => ({
  host,
  port,
  ALPNProtocols: [protocol],
  ...(isIP(host) === 0 && { servername: host }),
  ...(ca !== undefined && { ca }),
});

function openTls(
  address: UpstreamAddress,
  tls: { ca?: string | string[] },
  listener: SocketListener,
): TLSSocket {
  const socket = connectTls(tlsOptions(address, tls, 'http/1.1'));
  socket.setNoDelay();
  socket.once('secureConnect', () => listener.connected());
  socket.on('data', (piece: Buffer) => listener.read(piece));
  return socket;
}

/**
 * An upstream that answers an upload early, and closes, makes our next write fail. Node then
 * closes the socket with the answer unread in it (nodejs/node#54366). So a write that fails is
 * told to the listener, and the socket is read until its end.
 */
function readOnAfterFailedWrite(socket: Socket, listener: SocketListener): void {
  const write = socket._write.bind(socket);
  const writev = socket._writev?.bind(socket);
  const told = (done: (error?: Error | null) => void) => (error?: Error | null) => {
    if (error) listener.writeFailed(error);
    done();
  };
  socket._write = (chunk, encoding, done) => write(chunk, encoding, told(done));
  if (writev) socket._writev = (chunks, done) => writev(chunks, told(done));
}
