import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import { Server as NetServer } from 'node:net';
import {
  followRenewals,
  type ServerCertificate,
  strictTransportSecurity,
  tlsPolicy,
} from '@sallyport/base/tls.ts';
import type { Http2Connections } from '../http2/http2-connections.ts';
import type { PlainConnections } from '../listen/plain-connections.ts';
import type { Clock, Limits, Listener, Log } from '../settings.ts';
import type { ProxyProtocol } from '../trusted-proxies/proxy-protocol.ts';
import type { Caller } from './caller.ts';
import { catchErrors } from './catch-errors.ts';
import { listen } from './listen.ts';
import { type Malformed, refuseMalformed } from './malformed.ts';
import type { RequestIds } from './request-id.ts';
import { StalledCallers } from './stalled-callers.ts';
import { shouldUpgrade, Upgrades } from './upgrades.ts';

/** Bounds of one connection. Node refuses what is ambiguous about a message's length by itself. */
const options = {
  insecureHTTPParser: false,
  requireHostHeader: true,
  rejectNonStandardBodyWrites: true,
  maxHeaderSize: 32 * 1024,
  /** Until a request's headers are complete: against callers who send them a byte at a time. */
  headersTimeout: 15_000,
  /** A body may take any time, as long as it progresses: its reader bounds the silence (`upstream/upload.ts`). */
  requestTimeout: 0,
  /** Longer than what is usual at load balancers in front, so that they close first. */
  keepAliveTimeout: 75_000,
  connectionsCheckingInterval: 5_000,
  noDelay: true,
  shouldUpgradeCallback: shouldUpgrade,
};

const maxHeaders = 200;
const idleSweepMs = 20;

/**
 * How long connections without a request stay open when the server closes. A request may be on its
 * way there; what is answered meanwhile tells the caller that its connection ends.
 */
const idleGraceMs = 500;

/** Unlike the `close` of `node:http`, which also closes connections that seem idle. */
const stopAccepting = (server: Server, done: () => void): unknown =>
  NetServer.prototype.close.call(server, done);

export interface HttpServer {
  listen(listener: Listener): Promise<number>;
  /** Accepts no more connections and waits for the requests under way, at most so many milliseconds. */
  drain(ms: number): Promise<void>;
}

/** Answers one request, and may throw or reject. */
export type Answer = (
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
) => void | Promise<void>;

interface Dependencies {
  limits: Pick<Limits, 'connections' | 'stallTimeout'>;
  requestIds: RequestIds;
  clock: Clock;
  log: Log;
  tls?: ServerCertificate;
  /** Answers callers that ask for a WebSocket, and throws nothing. Without it they are requests like any. */
  upgrade?: (caller: Caller, requestId: string) => void;
  /** Is told of what could not be read. */
  malformed?: (malformed: Malformed) => void;
  /** Reads what is plain before `node:http` sees it. */
  plain?: PlainConnections;
  /** Reads HTTP/2, where callers choose it. Without it, nothing else is offered to them than HTTP/1.1. */
  http2?: Http2Connections;
  /** Where proxies send PROXY headers. */
  proxyProtocol?: ProxyProtocol | null;
}

function createTlsListener(
  tls: ServerCertificate,
  ALPNProtocols: string[],
  listener: RequestListener,
): TlsServer {
  const server = createTlsServer({ ...options, ...tls, ...tlsPolicy, ALPNProtocols }, listener);
  followRenewals(server, tls);
  return server;
}

export function createHttpServer(answer: Answer, dependencies: Dependencies): HttpServer {
  const { limits, requestIds, clock, log, tls, upgrade, plain, http2, proxyProtocol, malformed } =
    dependencies;
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    const requestId = requestIds(request.rawHeaders);
    if (tls) response.setHeader('Strict-Transport-Security', strictTransportSecurity);
    catchErrors(() => answer(request, response, requestId), response, requestId, log);
  };
  const server: Server = tls
    ? createTlsListener(tls, http2 ? ['h2', 'http/1.1'] : ['http/1.1'], listener)
    : createServer(options, listener);
  // Node would answer by itself: 417, and no line in the log.
  server.on('checkExpectation', listener);
  const upgrades = new Upgrades();
  if (upgrade) {
    upgrades.attach(server, (caller) => {
      const requestId = requestIds(caller.rawHeaders);
      if (tls) caller.response.setHeader('Strict-Transport-Security', strictTransportSecurity);
      upgrade(caller, requestId);
    });
  }
  if (malformed) refuseMalformed(server, malformed);
  server.maxConnections = limits.connections;
  server.maxHeadersCount = maxHeaders;
  const connected = tls ? 'secureConnection' : 'connection';
  plain?.attach(server, connected);
  const stalled = new StalledCallers(clock, limits.stallTimeout);
  server.on(connected, stalled.watch);
  const sweeper = setInterval(stalled.sweep, limits.stallTimeout / 4).unref();
  server.once('close', () => clearInterval(sweeper));
  http2?.attach(server, connected);
  proxyProtocol?.attach(server);
  let closing = false;
  return {
    async listen(listener) {
      const port = await listen(server, listener);
      if (!closing) return port;
      await new Promise((resolve) => server.close(resolve));
      throw new Error('Closed before it was ready.');
    },
    async drain(ms) {
      closing = true;
      proxyProtocol?.close();
      if (!server.listening) return;
      const closed = new Promise<void>((resolve) => void stopAccepting(server, resolve));
      // Again and again: a call closes those that are idle now, and none that becomes so.
      let sweeper: NodeJS.Timeout | undefined;
      plain?.drain();
      http2?.drain();
      const sweep = () => {
        server.closeIdleConnections();
        plain?.closeIdle();
        // Those that came meanwhile.
        http2?.drain();
      };
      const grace = setTimeout(
        () => {
          sweeper = setInterval(sweep, idleSweepMs);
        },
        Math.min(idleGraceMs, ms),
      );
      const timer = setTimeout(() => {
        server.closeAllConnections();
        plain?.destroy();
        http2?.destroy();
        upgrades.destroy();
      }, ms);
      await closed;
      // Its timers end with it.
      server.close();
      clearTimeout(grace);
      clearInterval(sweeper);
      clearTimeout(timer);
    },
  };
}
