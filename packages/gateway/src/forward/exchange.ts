import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Dispatcher } from 'undici';
import { type Refusal, upstreamBusy } from '../http/refusal.ts';
import type { Permit } from '../permit.ts';
import type { Renewal } from '../pipeline.ts';
import type { CompiledRoute } from '../routes/table.ts';
import type { Instant } from '../settings.ts';
import { passHints } from './early-hints.ts';
import { explainFailure, mayRepeat } from './failure.ts';
import type { OpenExchanges } from './open-exchanges.ts';
import { Reply } from './reply.ts';
import { RequestBody } from './request-body.ts';
import type { UpstreamHeaders } from './response-headers.ts';
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
  /** Whether what is under way is still allowed. */
  renew(permit: Permit): Renewal | Promise<Renewal>;
  /** The same by what is at hand, after a change of routes. Null if it is not. */
  rejudge(permit: Permit): Permit | null;
  /** Runs what no listener of ours is around. */
  guard(run: () => void | Promise<void>): void;
  refuse(refusal: Refusal): void;
  /** The same, for a reason that the log is told. */
  fail(refusal: Refusal, cause: unknown, route: CompiledRoute): void;
}

class PermissionEnded extends Error {}

/** One request on its way through an upstream and back, streaming in both directions. */
export class Exchange implements Dispatcher.DispatchHandler, Guest {
  permit: Permit;
  place: Place = 'outside';
  finished = false;
  readonly order: Order;
  readonly host: ExchangeHost;
  #controller: Dispatcher.DispatchController | null = null;
  #body: RequestBody | null = null;
  #reply: Reply | null = null;
  #attempts = 0;
  #answered = false;

  constructor(order: Order, host: ExchangeHost) {
    this.order = order;
    this.host = host;
    this.permit = order.permit;
  }

  start(): void {
    this.host.open.add(this);
    this.order.response.on('close', this.#callerClosed);
    this.order.upstream.enter(this);
  }

  admitted(): void {
    this.#dispatch();
  }

  turnedAway(): void {
    this.fail(upstreamBusy(), new Error('Too many requests wait, or for too long.'));
  }

  #dispatch(): void {
    const { upstream, target, method, headers, hasBody, request } = this.order;
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
    if (this.finished) throw new Error('The caller went away.');
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
    if (status < 200) {
      this.#passInformation(status, headers);
      return;
    }
    this.#reply = new Reply(this, controller, status, headers);
    this.#reply.start(status, headers);
  }

  onResponseData(_: Dispatcher.DispatchController, piece: Buffer): void {
    this.#reply?.data(piece);
  }

  onResponseEnd(_: Dispatcher.DispatchController, trailers: UpstreamHeaders): void {
    this.#reply?.end(trailers);
  }

  onResponseError(_: Dispatcher.DispatchController | null, error: Error): void {
    if (this.finished) return;
    const { response, method, hasBody } = this.order;
    this.#controller = null;
    this.#body?.destroy();
    if (response.headersSent) {
      // Cut off, so that no caller takes a part for the whole.
      this.cut();
    } else if (error instanceof PermissionEnded) {
      this.finish();
      this.host.redecide();
    } else if (!this.#answered && this.#attempts < 2 && mayRepeat(method, hasBody, error)) {
      this.#dispatch();
    } else {
      this.fail(explainFailure(error), error);
    }
  }

  /** Its permission has been taken away, or may have been. */
  permissionEnded(): void {
    this.#reply?.permissionEnded();
  }

  /** Other routes are in force. */
  routesChanged(): void {
    const permit = this.host.rejudge(this.permit);
    if (permit) this.permit = permit;
    else this.permissionEnded();
  }

  renewed(permit: Permit): void {
    this.host.open.rehold(this.permit.entry, permit.entry);
    this.permit = permit;
  }

  sweep(now: Instant): void {
    this.#reply?.sweep(now);
  }

  /** The gateway closes: what would go on for ever ends, and no connection is kept. */
  closing(): void {
    if (this.#reply?.isEventStream) this.cut();
    else if (!this.order.response.headersSent) this.order.response.shouldKeepAlive = false;
  }

  refuse(refusal: Refusal): void {
    this.finish();
    this.discardBody();
    this.host.refuse(refusal);
    this.#abandon();
  }

  fail(refusal: Refusal, cause: Error): void {
    this.finish();
    this.discardBody();
    this.host.fail(refusal, cause, this.permit.route);
    this.#abandon();
  }

  /** Ends a response that has begun, so that no caller takes a part for the whole. */
  cut(): void {
    if (this.finished) return;
    this.finish();
    this.order.response.destroy();
    this.#abandon();
  }

  finish(): void {
    this.finished = true;
    this.#reply?.forget();
    this.order.response.off('close', this.#callerClosed);
    this.host.open.delete(this);
    this.order.upstream.leave(this);
  }

  /** The answer is complete: the rest of the request's body is not needed. */
  discardBody(): void {
    this.#body?.discard();
  }

  #callerClosed = (): void => {
    if (this.finished) return;
    this.finish();
    this.#abandon();
  };

  /** No caller waits for what the upstream still has to say. */
  #abandon(): void {
    this.#controller?.abort(new Error('The response is not wanted any more.'));
  }

  /** A proxy forwards what it did not ask for itself (RFC 9110, section 15.2), as far as Node can. */
  #passInformation(status: number, headers: UpstreamHeaders): void {
    const { response } = this.order;
    this.#answered = true;
    if (status === 102) response.writeProcessing();
    if (status === 103) passHints(response, headers['link']);
  }
}
