import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Dispatcher } from 'undici';
import { issuerUnavailable, type Refusal, upstreamBusy } from '../http/refusal.ts';
import type { Permit } from '../permit.ts';
import type { CompiledRoute } from '../routes/table.ts';
import { passHints } from './early-hints.ts';
import { explainFailure, mayRepeat } from './failure.ts';
import type { OpenExchanges } from './open-exchanges.ts';
import { RequestBody } from './request-body.ts';
import { returnedHeaders, type UpstreamHeaders } from './response-headers.ts';
import { isEventStream } from './response-kind.ts';
import type { Guest, Place, Upstream } from './upstream.ts';

export interface Order {
  request: IncomingMessage;
  response: ServerResponse;
  permit: Permit;
  /** Towards the upstream: name and value in turn. */
  headers: string[];
  target: string;
  method: string;
  hasBody: boolean;
  requestId: string;
  upstream: Upstream;
}

export interface ExchangeHost {
  open: OpenExchanges;
  /** The permission ended before the request was sent: decide anew. */
  redecide(): void;
  refuse(refusal: Refusal): void;
  /** The same, for a reason that the log is told. */
  fail(refusal: Refusal, cause: unknown, route: CompiledRoute): void;
}

/** How long a response may go on after its permission has been taken away, in milliseconds. */
const graceMs = 10_000;

/** Up to here, copying costs less than a second piece, in bytes. */
const joinable = 16 * 1024;

class PermissionEnded extends Error {}

/** One request on its way through an upstream and back, streaming in both directions. */
export class Exchange implements Dispatcher.DispatchHandler, Guest {
  readonly permit: Permit;
  place: Place = 'outside';
  readonly #order: Order;
  readonly #host: ExchangeHost;
  #controller: Dispatcher.DispatchController | null = null;
  #body: RequestBody | null = null;
  #attempts = 0;
  #answered = false;
  #finished = false;
  #permissionEnded = false;
  #eventStream = false;
  #bodyBegun = false;
  #waitsForDrain = false;
  #deadline: NodeJS.Timeout | null = null;
  /** When the response began. */
  #began = 0;

  constructor(order: Order, host: ExchangeHost) {
    this.#order = order;
    this.#host = host;
    this.permit = order.permit;
  }

  start(): void {
    this.#host.open.add(this);
    this.#order.response.on('close', this.#callerClosed);
    this.#order.upstream.enter(this);
  }

  admitted(): void {
    this.#dispatch();
  }

  turnedAway(): void {
    this.#fail(upstreamBusy(), new Error('Too many requests wait, or for too long.'));
  }

  #dispatch(): void {
    const { upstream, target, method, headers, hasBody, request } = this.#order;
    this.#attempts++;
    const body = hasBody ? new RequestBody(request) : null;
    this.#body = body;
    try {
      upstream.pool.dispatch(
        { path: target, method: method as Dispatcher.HttpMethod, headers, body },
        this,
      );
    } catch (error) {
      this.onResponseError(null, error as Error);
    }
  }

  /** On a connection and about to be written: the wait for it may have been long. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // Thrown, and not the controller's `abort`, which would cost the connection too.
    if (this.#finished) throw new Error('The caller went away.');
    if (!this.permit.isValid()) throw new PermissionEnded();
  }

  onResponseStarted(): void {
    this.#answered = true;
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: UpstreamHeaders,
  ): void {
    const { response, requestId, permit } = this.#order;
    if (status < 200) {
      this.#passInformation(status, headers);
      return;
    }
    this.#eventStream = isEventStream(headers);
    if (this.#eventStream && !this.#order.upstream.stay(this)) {
      this.#fail(upstreamBusy(), new Error('Too many event streams are open.'));
      controller.abort(new Error('The response is not wanted.'));
      return;
    }
    this.#began = this.permit.now();
    if (this.#permissionEnded || !this.permit.isWatched()) {
      if (this.#eventStream) {
        controller.abort(new PermissionEnded());
        return;
      }
      this.#endLater(graceMs);
    }
    response.writeHead(status, returnedHeaders(headers, requestId, permit.setCookies));
    if (this.#eventStream) response.flushHeaders();
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#eventStream && !this.permit.isWatched()) {
      this.#cut();
      return;
    }
    const { response } = this.#order;
    // With text, Node joins head and body and writes once; with bytes it gathers two pieces. Latin 1
    // is the encoding in which text is bytes.
    const joins = !this.#bodyBegun && chunk.length <= joinable;
    this.#bodyBegun = true;
    if (joins ? response.write(chunk.toString('latin1'), 'latin1') : response.write(chunk)) return;
    controller.pause();
    if (this.#waitsForDrain) return;
    this.#waitsForDrain = true;
    response.once('drain', () => {
      this.#waitsForDrain = false;
      controller.resume();
    });
  }

  onResponseEnd(_: Dispatcher.DispatchController, trailers: UpstreamHeaders): void {
    const { response } = this.#order;
    for (const _name in trailers) {
      response.addTrailers(trailers as Record<string, string>);
      break;
    }
    this.#finish();
    response.end();
  }

  onResponseError(_: Dispatcher.DispatchController | null, error: Error): void {
    if (this.#finished) return;
    const { response, method, hasBody } = this.#order;
    this.#controller = null;
    this.#body?.destroy();
    if (response.headersSent) {
      // Cut off, so that nobody takes a part for the whole.
      this.#cut();
    } else if (error instanceof PermissionEnded) {
      this.#finish();
      if (this.#answered) this.#host.refuse(issuerUnavailable());
      else this.#host.redecide();
    } else if (!this.#answered && this.#attempts < 2 && mayRepeat(method, hasBody, error)) {
      this.#dispatch();
    } else {
      this.#fail(explainFailure(error), error);
    }
  }

  /** See `OpenExchanges` for the rule. */
  permissionEnded(): void {
    this.#permissionEnded = true;
    if (this.#began === 0) return;
    const left = this.#eventStream ? 0 : this.#began + graceMs - this.permit.now();
    if (left > 0) this.#endLater(left);
    else this.#cut();
  }

  endIfEventStream(): void {
    if (this.#eventStream) this.#cut();
  }

  #fail(refusal: Refusal, cause: Error): void {
    this.#finish();
    this.#host.fail(refusal, cause, this.permit.route);
  }

  #endLater(ms: number): void {
    this.#deadline ??= setTimeout(() => this.#cut(), ms);
  }

  #cut(): void {
    if (this.#finished) return;
    this.#finish();
    this.#order.response.destroy();
    this.#controller?.abort(new Error('The response was cut off.'));
  }

  #callerClosed = (): void => {
    if (this.#finished) return;
    this.#finish();
    this.#controller?.abort(new Error('The caller went away.'));
  };

  #finish(): void {
    this.#finished = true;
    this.#order.response.off('close', this.#callerClosed);
    if (this.#deadline) clearTimeout(this.#deadline);
    this.#host.open.delete(this);
    this.#order.upstream.leave(this);
  }

  /** A proxy forwards what it did not ask for itself (RFC 9110, section 15.2), as far as Node can. */
  #passInformation(status: number, headers: UpstreamHeaders): void {
    const { response } = this.#order;
    this.#answered = true;
    if (status === 102) response.writeProcessing();
    if (status === 103) passHints(response, headers['link']);
  }
}
