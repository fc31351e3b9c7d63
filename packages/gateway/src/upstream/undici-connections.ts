import { type Dispatcher, Pool } from 'undici';
import type { Limits } from '../settings.ts';
import type {
  ResponseListener,
  SentRequest,
  UpstreamConnections,
  UpstreamRequest,
} from './connections.ts';
import { RequestBody } from './request-body.ts';
import { UpstreamError, type UpstreamFailure } from './upstream-error.ts';

export type PoolLimits = Pick<
  Limits,
  | 'connectionsPerUpstream'
  | 'streamsPerUpstream'
  | 'connectTimeout'
  | 'headersTimeout'
  | 'bodyTimeout'
>;

export class UndiciConnections implements UpstreamConnections {
  readonly #pool: Pool;

  constructor(origin: string, limits: PoolLimits) {
    this.#pool = new Pool(origin, {
      // One for each request with a place at the upstream, so that none waits here.
      connections: limits.connectionsPerUpstream + limits.streamsPerUpstream,
      connect: { timeout: limits.connectTimeout },
      headersTimeout: limits.headersTimeout,
      bodyTimeout: limits.bodyTimeout,
      maxHeaderSize: 64 * 1024,
      keepAliveTimeout: 4_000,
      // One request on a connection at a time: when it dies, it is clear whose answer is missing.
      pipelining: 1,
      allowH2: false,
    });
  }

  send(request: UpstreamRequest, listener: ResponseListener): SentRequest {
    const { target: path, method, headers, body: source } = request;
    const body = source && new RequestBody(source);
    const sent = new UndiciRequest(listener, body);
    try {
      this.#pool.dispatch({ path, method: method as Dispatcher.HttpMethod, headers, body }, sent);
    } catch (error) {
      sent.onResponseError(null, error as Error);
    }
    return sent;
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }
}

class NotSent extends Error {}

class UndiciRequest implements Dispatcher.DispatchHandler, SentRequest {
  readonly #listener: ResponseListener;
  readonly #body: RequestBody | null;
  #controller: Dispatcher.DispatchController | null = null;
  #answered = false;
  #over = false;

  constructor(listener: ResponseListener, body: RequestBody | null) {
    this.#listener = listener;
    this.#body = body;
  }

  pause(): void {
    this.#controller?.pause();
  }

  resume(): void {
    this.#controller?.resume();
  }

  abort(): void {
    if (this.#over) return;
    this.#over = true;
    this.#controller?.abort(new Error('The response is not wanted any more.'));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // Thrown, and not the controller's `abort`, which would cost the connection too.
    if (this.#over || !this.#listener.mayBeSent()) throw new NotSent();
  }

  onResponseStarted(): void {
    this.#answered = true;
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    _: unknown,
    reason = '',
  ): void {
    this.#answered = true;
    if (this.#over) return;
    const headers = (controller.rawHeaders as Buffer[]).map((part) => part.toString('latin1'));
    if (status < 200) this.#listener.information(status, headers);
    else this.#listener.head(status, reason, headers);
  }

  onResponseData(_: Dispatcher.DispatchController, piece: Buffer): void {
    if (!this.#over) this.#listener.data(piece);
  }

  onResponseEnd(_: Dispatcher.DispatchController, trailers: Record<string, string>): void {
    if (this.#over) return;
    this.#over = true;
    this.#listener.end(Object.entries(trailers ?? {}).flat());
  }

  onResponseError(_: Dispatcher.DispatchController | null, cause: Error): void {
    this.#body?.destroy();
    if (this.#over) return;
    this.#over = true;
    this.#listener.failed(new UpstreamError(failureOf(cause), { answered: this.#answered, cause }));
  }
}

const failures: Record<string, UpstreamFailure> = {
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  ETIMEDOUT: 'timeout',
  UND_ERR_SOCKET: 'connection_lost',
  ECONNRESET: 'connection_lost',
  EPIPE: 'connection_lost',
  UND_ERR_INVALID_ARG: 'unsendable',
  UND_ERR_NOT_SUPPORTED: 'unsendable',
  UND_ERR_HEADERS_OVERFLOW: 'invalid_response',
};

function failureOf(cause: Error): UpstreamFailure {
  if (cause instanceof NotSent) return 'not_sent';
  const { code = '' } = cause as NodeJS.ErrnoException;
  return failures[code] ?? (code.startsWith('HPE_') ? 'invalid_response' : 'unreachable');
}
