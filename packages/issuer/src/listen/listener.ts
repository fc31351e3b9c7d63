import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import {
  followRenewals,
  type ServerCertificate,
  strictTransportSecurity,
  tlsPolicy,
} from '@sallyport/base/tls.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Random } from '../runtime/random.ts';
import { type Connection, Connections } from './connections.ts';
import type { ListenerLimits } from './limits.ts';
import { hasBody, mayBeLarger, type Received, receiveBody } from './receive-body.ts';
import { type Refusal, refusalOf, refuse, refuseSocket } from './refuse.ts';
import { faultOf } from './request-head.ts';
import { newRequestId } from './request-id.ts';

export interface ListenerOptions {
  limits: ListenerLimits;
  /** Plain HTTP when left out. */
  tls?: ServerCertificate;
  /** Whether what comes from this address are the connections of many: a proxy of ours. */
  isProxy(address: string): boolean;
  /** Whether a request is one of our gateways', which carry those of everybody. */
  isGateway?(request: IncomingMessage): boolean;
  /**
   * Bytes of a body that is larger than usual, from a caller who may send it; null for the usual ones. Asked
   * before such a body is read, and never rejects.
   */
  largerBody?(request: IncomingMessage): Promise<number | null>;
  /** A network has as many connections as it may, and one was closed for another. */
  onCrowded(network: string): void;
  /** Every request, as soon as its head is there. Its answer may still change it. */
  onRequest?(request: IncomingMessage, response: ServerResponse, requestId: string): void;
}

/**
 * A server that hands on requests which are complete, readable in one way, and within their bounds.
 * Until then they take no place among those that are worked on: who sends half a request keeps
 * nothing but a connection, and that for seconds.
 */
export function createListener(
  answer: RequestListener,
  options: ListenerOptions,
  runtime: { clock: Clock; random: Random },
): Server {
  const { limits, tls, isGateway, onRequest } = options;
  const connections = new Connections(limits, options.isProxy, options.onCrowded);

  const serve: RequestListener = (request, response) => {
    const requestId = newRequestId(runtime.random);
    response.setHeader('X-Request-Id', requestId);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    if (tls) response.setHeader('Strict-Transport-Security', strictTransportSecurity);
    onRequest?.(request, response, requestId);
    const refusal = refusalOfHead(request, limits);
    if (refusal) return refuse(response, refusal);
    const connection = connections.of(request.socket);
    // It gave way to another in this very turn.
    if (!connection) return void request.socket.destroy();
    if (isGateway?.(request)) connections.exempt(connection);
    if (!hasBody(request)) return handOn(connection, request, response);
    connections.receiving(connection);
    const receive = (bounds: ListenerLimits) =>
      receiveBody(request, bounds, runtime.clock).then((received) => {
        if (received.outcome !== 'complete') return refuseBody(response, received.outcome, bounds);
        // What the adapter takes for the body instead of the stream that was read.
        Object.assign(request, { rawBody: received.body });
        handOn(connection, request, response);
      });
    if (!options.largerBody || !mayBeLarger(request, limits)) return void receive(limits);
    void options
      .largerBody(request)
      .then((bodyBytes) => receive(bodyBytes === null ? limits : { ...limits, bodyBytes }));
  };

  const handOn = (
    connection: Connection,
    request: IncomingMessage,
    response: ServerResponse,
  ): void => {
    connections.working(connection);
    response.once('close', () => connections.answered(connection));
    answer(request, response);
  };

  const server = tls
    ? createTlsServer(tls, limits, serve)
    : createHttpServer(serverOptions(limits), serve);
  // One more, to see that there are too many: Node leaves out the rest without a word.
  server.maxHeadersCount = limits.headerCount + 1;
  server.timeout = limits.idleTimeout;
  server.on('connection', connections.open);
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const refusal = refusalOf(error);
    const isAnswering = (connections.of(socket)?.working ?? 0) > 0;
    if (!refusal || !socket.writable || isAnswering) socket.destroy();
    else refuseSocket(socket, refusal);
  });
  return server;
}

const serverOptions = (limits: ListenerLimits) => ({
  insecureHTTPParser: false,
  requireHostHeader: false,
  maxHeaderSize: limits.headerBytes,
  headersTimeout: limits.headersTimeout,
  // Bodies have limits of their own, which are shorter.
  requestTimeout: limits.headersTimeout + limits.bodyTimeout + limits.bodySilence,
  connectionsCheckingInterval: limits.checkInterval,
  keepAliveTimeout: limits.keepAliveTimeout,
  noDelay: true,
});

function refusalOfHead(request: IncomingMessage, limits: ListenerLimits): Refusal | null {
  if ((request.url ?? '').length > limits.targetBytes) {
    return {
      code: 'uri_too_long',
      description: `The address may have ${limits.targetBytes} bytes at most.`,
    };
  }
  if (request.rawHeaders.length > 2 * limits.headerCount) {
    return {
      code: 'header_fields_too_large',
      description: `There may be ${limits.headerCount} headers at most.`,
    };
  }
  const fault = faultOf(request);
  return fault === null ? null : { code: 'invalid_request', description: fault };
}

function refuseBody(
  response: ServerResponse,
  outcome: Exclude<Received['outcome'], 'complete'>,
  { bodyBytes, bodyTimeout, bodySilence }: ListenerLimits,
): void {
  if (outcome === 'left') return;
  if (outcome === 'too large') {
    const description = `The body may have ${bodyBytes} bytes at most.`;
    refuse(response, { code: 'content_too_large', description });
    return;
  }
  const description =
    `The body did not arrive in time: within ${bodyTimeout / 1000} seconds, ` +
    `and without a silence of ${bodySilence / 1000}.`;
  refuse(response, { code: 'request_timeout', description });
}

function createTlsServer(tls: ServerCertificate, limits: ListenerLimits, serve: RequestListener) {
  const server = createHttpsServer({ ...serverOptions(limits), ...tls, ...tlsPolicy }, serve);
  followRenewals(server, tls);
  return server;
}
