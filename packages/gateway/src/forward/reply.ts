import type { Dispatcher } from 'undici';
import { prepareEarlyAnswer } from '../http/early-answer.ts';
import { upstreamBusy } from '../http/refusal.ts';
import type { Renewal } from '../pipeline.ts';
import type { Instant } from '../settings.ts';
import type { Exchange } from './exchange.ts';
import { writePiece } from './pieces.ts';
import { returnedHeaders, type UpstreamHeaders } from './response-headers.ts';
import { isEventStream, kindOf, type ResponseKind } from './response-kind.ts';

/**
 * How long a response of known length may go on after its permission has been taken away, counted
 * from its beginning, in milliseconds.
 */
const graceMs = 5_000;

/** An upstream's response on its way to the caller, and what becomes of it when its permission ends. */
export class Reply {
  readonly isEventStream: boolean;
  readonly #exchange: Exchange;
  readonly #controller: Dispatcher.DispatchController;
  readonly #kind: ResponseKind;
  /** When it began, or 0. */
  #began = 0;
  #bodyBegun = false;
  /** Without one, the feed tells when it has to end. */
  #deadline: NodeJS.Timeout | null = null;
  #appealed = false;
  #callerFull = false;
  /** What has come while the permission is being judged again. */
  #held: (() => void)[] | null = null;

  constructor(
    exchange: Exchange,
    controller: Dispatcher.DispatchController,
    status: number,
    headers: UpstreamHeaders,
  ) {
    this.#exchange = exchange;
    this.#controller = controller;
    this.#kind = kindOf(exchange.order.method, status, headers);
    this.isEventStream = this.#kind === 'open_ended' && isEventStream(headers);
  }

  start(status: number, headers: UpstreamHeaders): void {
    const { order } = this.#exchange;
    if (this.isEventStream && !order.upstream.stay(this.#exchange)) {
      this.#exchange.fail(upstreamBusy(), new Error('Too many event streams are open.'));
      return;
    }
    if (this.#mustBeJudged()) this.#judge();
    if (this.#held) this.#held.push(() => this.#begin(status, headers));
    else if (!this.#exchange.finished) this.#begin(status, headers);
  }

  data(piece: Buffer): void {
    const { permit } = this.#exchange;
    const endless = this.#kind === 'open_ended' && !this.#deadline;
    if (endless && !this.#held && !permit.isWatched()) this.#judge();
    if (this.#held) this.#held.push(() => this.#write(piece));
    else if (!this.#exchange.finished) this.#write(piece);
  }

  end(trailers: UpstreamHeaders): void {
    if (this.#held) this.#held.push(() => this.#end(trailers));
    else this.#end(trailers);
  }

  /** See `OpenExchanges` for the rule. */
  permissionEnded(): void {
    // What has not begun is judged when it begins.
    if (this.#began === 0) return;
    const now = this.#exchange.permit.now();
    const left = this.#kind === 'counted' ? this.#began + graceMs - now : 0;
    if (left > 0) this.#endLater(left);
    else this.#exchange.cut();
  }

  /**
   * From time to time. What time alone ends, no change tells of; and what has a deadline may be
   * allowed after all.
   */
  sweep(now: Instant): void {
    if (this.#began === 0 || this.#held) return;
    const { permit } = this.#exchange;
    if (this.#deadline) {
      if (this.#appealed || !permit.isLeased()) return;
      this.#appealed = true;
      this.#judge();
    } else if (permit.entry.isExpired(now)) {
      const runsLong = this.#kind === 'open_ended' || now.monotonic - this.#began > graceMs;
      if (runsLong) this.#judge();
    }
  }

  /** The exchange is over. */
  forget(): void {
    this.#held = null;
    if (this.#deadline) clearTimeout(this.#deadline);
  }

  #begin(status: number, headers: UpstreamHeaders): void {
    const { order, permit } = this.#exchange;
    const { response, requestId } = order;
    this.#began = permit.now();
    if (!permit.isWatched()) this.#endLater(graceMs);
    if (order.hasBody) prepareEarlyAnswer(order.request, response);
    const { setCookies, bySession } = permit;
    response.writeHead(status, returnedHeaders(headers, { requestId, setCookies, bySession }));
    if (this.isEventStream) response.flushHeaders();
  }

  #write(piece: Buffer): void {
    const { response } = this.#exchange.order;
    const isFirst = !this.#bodyBegun;
    this.#bodyBegun = true;
    if (writePiece(response, piece, isFirst) || this.#callerFull) return;
    this.#callerFull = true;
    this.#controller.pause();
    response.once('drain', () => {
      this.#callerFull = false;
      this.#resume();
    });
  }

  #end(trailers: UpstreamHeaders): void {
    const { response } = this.#exchange.order;
    for (const _name in trailers) {
      response.addTrailers(trailers as Record<string, string>);
      break;
    }
    this.#exchange.finish();
    this.#exchange.discardBody();
    response.end();
  }

  #resume(): void {
    if (!this.#callerFull && !this.#held) this.#controller.resume();
  }

  /** Without a lease nothing more can be known; only what would never end is not begun. */
  #mustBeJudged(): boolean {
    const { permit } = this.#exchange;
    if (this.#kind !== 'open_ended' || permit.isWatched()) return false;
    return this.isEventStream || permit.isLeased();
  }

  #judge(): void {
    this.#held = [];
    this.#controller.pause();
    const { host, permit } = this.#exchange;
    host.guard(() => {
      const renewal = host.renew(permit);
      if (renewal instanceof Promise) return renewal.then(this.#judged);
      this.#judged(renewal);
    });
  }

  #judged = (renewal: Renewal): void => {
    const exchange = this.#exchange;
    if (exchange.finished) return;
    if (renewal.kind === 'permit') {
      exchange.renewed(renewal.permit);
      if (this.#deadline) clearTimeout(this.#deadline);
      this.#deadline = null;
    } else if (this.#began === 0) exchange.refuse(renewal.refusal);
    else if (!this.#deadline) exchange.cut();
    if (exchange.finished) return;
    const held = this.#held ?? [];
    this.#held = null;
    for (const step of held) step();
    this.#resume();
  };

  #endLater(ms: number): void {
    this.#deadline ??= setTimeout(() => this.#exchange.cut(), ms);
  }
}
