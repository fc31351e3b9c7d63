import { type ClientHttp2Session, connect } from 'node:http2';
import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { tlsPolicy } from '@sallyport/base/tls.ts';
import { maxHeadBytes } from './answer-bounds.ts';
import { tlsOptions, type UpstreamAddress } from './open-socket.ts';

/** What an upstream may send of one answer's body before it has gone on to the caller, in bytes. */
const streamWindow = 256 * 1024;
/** The same of all answers on a connection together: taken as soon as it has come. */
const connectionWindow = 4 * 1024 * 1024;

const options = {
  settings: {
    enablePush: false,
    initialWindowSize: streamWindow,
    maxHeaderListSize: maxHeadBytes,
  },
  maxHeaderListPairs: 200,
  maxSettings: 32,
  maxOutstandingPings: 2,
  /** Of what waits to be written, in megabytes: bounded by requests, of which each holds back its caller. */
  maxSessionMemory: 64,
  // What stands twice passes as it is, as over HTTP/1.1.
  strictSingleValueFields: false,
};

/**
 * Opens a connection, and a session over it once the upstream has selected HTTP/2. Not earlier: when
 * a socket is destroyed before Node has set its session up, the process ends on an assertion.
 */
export function openHttp2Socket(
  address: UpstreamAddress,
  opened: (session: ClientHttp2Session) => void,
): Socket {
  const { host, port, tls } = address;
  const { minVersion, ciphers } = tlsPolicy;
  const socket = tls
    ? connectTls({ ...tlsOptions(address, tls, 'h2'), minVersion, ciphers })
    : connectPlain({ host, port });
  socket.setNoDelay();
  socket.once(tls ? 'secureConnect' : 'connect', () => {
    if (tls && (socket as TLSSocket).alpnProtocol !== 'h2') socket.destroy(new Error(notSelected));
    else opened(createSession(socket, tls ? 'https' : 'http'));
  });
  return socket;
}

function createSession(socket: Socket, scheme: string): ClientHttp2Session {
  const authority = new URL(`${scheme}://upstream.invalid`);
  const session = connect(authority, { ...options, createConnection: () => socket });
  session.once('connect', () => session.setLocalWindowSize(connectionWindow));
  return session;
}

const notSelected =
  'The upstream does not select HTTP/2 (ALPN h2). Leave upstream_protocol out for HTTP/1.1.';
