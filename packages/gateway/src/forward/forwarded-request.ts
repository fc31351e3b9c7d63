import { networkOf } from '@sallyport/base/network.ts';
import type { Denied } from '../decision/decision.ts';
import type { Permit } from '../decision/permit.ts';
import type { Caller } from '../http/caller.ts';
import { grpcStatusIn, grpcTrailers } from '../http/grpc.ts';
import {
  internalError,
  overloaded,
  type Refusal,
  uploadSilent,
  upstreamBusy,
} from '../http/refusal.ts';
import { refuse } from '../http/respond.ts';
import { acceptsHandshake } from '../http/web-socket.ts';
import type { RouteTimeouts } from '../limits.ts';
import { statusesOf } from '../observe.ts';
import { corsHeadersOf } from '../routes/compiled-route.ts';
import type { ResponseListener, SentRequest } from '../upstream/connections.ts';
import { HeldAnswer } from '../upstream/held-answer.ts';
import { Upload } from '../upstream/upload.ts';
import type { Place, Placed } from '../upstream/upstream.ts';
import type { UpstreamError } from '../upstream/upstream-error.ts';
import { Attempts } from './attempts.ts';
import { callerResponse } from './caller-response.ts';
import { type CutOff, cutByDenial, cutByFailure } from './cut-off.ts';
import { explainFailure, handshakeNotAccepted } from './failure.ts';
import type { ForwardingContext, Progress } from './forwarding-context.ts';
import { grpcTimeouts } from './grpc-timeouts.ts';
import { GuardedListener } from './guarded-listener.ts';
import { ObservedRequest } from './observed-request.ts';
import { isStream, kindOf } from './response-kind.ts';
import type { Permitted, StandingPermission } from './standing-permission.ts';
import { forwardedTrailers, returnedTrailers } from './trailers.ts';
import { UpgradedBody } from './upgraded-body.ts';
import { upstreamRequest } from './upstream-request.ts';

const none: readonly string[] = [];
/** Of a request's body, until it is answered. */
const maxKeptBytes = 64 * 1024;

/** One request on its way through an upstream and back, streaming in both directions. */
export class ForwardedRequest
  extends ObservedRequest
  implements ResponseListener, Placed, Permitted
{
  readonly caller: Caller;
  /** How often it was decided about. */
  readonly decisions: number;
  /** What is said of rate limits, name and value in turn. */
  readonly quota: readonly string[];
  place: Place = 'outside';
  /** Among those whose bodies are on their way. */
  position = -1;
  isStream = false;
  readonly #with: ForwardingContext;
  readonly #permission: StandingPermission;
  readonly #attempts: Attempts;
  readonly upload: Upload | null;
  /** The user or client: places at an upstream are shared among these. */
  readonly source: string;
  #sent: SentRequest | null = null;
  /** What the caller of a WebSocket sends. */
  readonly #upgraded: UpgradedBody | null;
  #callerFull = false;
  /** Made when its caller is full for the first time. */
  #held: HeldAnswer | null = null;
  #finished = false;

  constructor(
    caller: Caller,
    permit: Permit,
    { decisions, arrivedAt, quota = none }: Progress,
    context: ForwardingContext,
  ) {
    super(permit.incoming, arrivedAt);
    this.caller = caller;
    this.decisions = decisions;
    this.quota = quota;
    this.#with = context;
    const group = context.upstreams.groupOf(permit.route.targets);
    this.#attempts = new Attempts(group, arrivedAt);
    this.#permission = context.permissions.open(permit, this);
    this.source = permit.principal?.sub ?? networkOf(permit.incoming.clientAddress);
    this.#upgraded = caller.upgrades ? new UpgradedBody(caller, this.#permission) : null;
    this.upload = permit.incoming.hasBody
      ? new Upload(caller, context.clock, this, this.#keptBytes)
      : null;
  }

  get permit(): Permit {
    return this.#permission.permit;
  }

  get uploadTimeout(): number | undefined {
    return this.#timeouts?.uploadTimeout;
  }

  get #timeouts(): RouteTimeouts | null {
    const { timeouts } = this.permit.route;
    return this.incoming.isGrpc ? grpcTimeouts(timeouts, this.#with.limits) : timeouts;
  }

  /** What may have been sent in vain is kept, where an upstream can say so. */
  get #keptBytes(): number {
    return this.#attempts.target.protocol === 'http2' ? maxKeptBytes : 0;
  }

  get upstream(): string {
    return this.#attempts.target.upstream.origin;
  }

  start(): void {
    this.caller.onClose(this.#callerClosed);
    this.#attempts.target.upstream.acquire(this);
  }

  acquired(): void {
    this.#send();
  }

  rejected(): void {
    this.#fail(upstreamBusy(), 'busy', new Error('Too many requests wait, or for too long.'));
  }

  uploaded(): void {
    this.#attempts.target.upstream.uploaded(this);
  }

  forwardedTrailers(trailers: readonly string[]): readonly string[] {
    return forwardedTrailers(trailers, this.permit.route.forwardHeaders);
  }

  uploadIsSilent(): void {
    // What answers while it is being sent to may wait for its caller's next word.
    if (this.caller.headSent) return;
    this.caller.endConnection();
    this.failure = 'upload_silent';
    this.#answerInstead(uploadSilent());
  }

  answerIsStalled(): void {
    this.failure = 'answer_stalled';
    this.#destroy();
  }

  #send(): void {
    const { caller, upload, permit } = this;
    const { target } = this.#attempts;
    const head = upstreamRequest(caller, permit, target, this.#with.servedHost);
    const timeouts = this.#timeouts;
    const request = { ...head, timeouts, body: upload, upgraded: this.#upgraded };
    this.#sent = target.send(request, new GuardedListener(this));
  }

  mayBeSent(): boolean {
    this.sentAt = this.permit.now();
    return !this.#finished && this.permit.isValid();
  }

  /** A proxy forwards what it did not ask for itself (RFC 9110, section 15.2). */
  information(status: number, headers: string[]): void {
    this.caller.writeInformation(status, headers);
  }

  head(status: number, reason: string, headers: string[]): void {
    this.headAt = this.permit.now();
    this.upload?.forget();
    this.#attempts.answered(status, this.headAt);
    if (status === 101 && !acceptsHandshake(this.caller.rawHeaders, headers)) {
      this.#explain(handshakeNotAccepted());
      return;
    }
    const kind = kindOf(this.incoming.method, status, headers);
    const permission = this.#permission;
    this.isStream = kind === 'open_ended' && isStream(status, headers);
    if (this.isStream && !this.#attempts.target.upstream.becomesStream(this)) {
      this.#fail(upstreamBusy(), 'busy', new Error('Too many streams are open.'));
      return;
    }
    const extent = kind === 'open_ended' ? 'unbounded' : 'bounded';
    if (permission.mayBegin(extent, this.isStream)) this.#begin(status, reason, headers);
    else permission.later(() => this.#begin(status, reason, headers));
  }

  data(piece: Buffer): void {
    if (this.#permission.mayPass()) this.#write(piece);
    else this.#permission.later(() => this.#write(piece));
  }

  end(trailers: string[]): void {
    if (this.#permission.isHeld) this.#permission.later(() => this.#end(trailers));
    else this.#end(trailers);
  }

  failed(error: UpstreamError): void {
    this.#sent = null;
    if (this.#finished) return;
    this.#attempts.failed(error, this.permit.now());
    // Cut off, so that no caller takes a part for the whole.
    if (this.caller.headSent) {
      this.failure = error.failure;
      this.#cutOff(cutByFailure(error));
    } else if (error.failure === 'not_sent') {
      this.#leave();
      this.#with.decideAgain(this);
    } else if (!this.#sendAgain(error)) this.#explain(error);
  }

  #explain(error: UpstreamError): void {
    this.#fail(explainFailure(error), error.failure, error.cause ?? error);
  }

  #sendAgain(error: UpstreamError): boolean {
    const { method, requestId } = this.incoming;
    const { upstream } = this.#attempts.target;
    if (!this.#attempts.next(method, this.upload, error, this.permit.now())) return false;
    const about = { err: error.cause ?? error, requestId, upstream: upstream.origin };
    this.#with.log.info(about, 'An upstream did not answer; the request is sent again');
    const next = this.#attempts.target.upstream;
    if (next === upstream) this.#send();
    else {
      upstream.release(this);
      next.acquire(this);
    }
    return true;
  }

  hold(): void {
    this.#sent?.pause();
    this.#upgraded?.hold();
  }

  goOn(): void {
    this.#upgraded?.goOn();
    if (!this.#callerFull && !this.#permission.isHeld) this.#sent?.resume();
  }

  cut(denied: Denied): void {
    if (this.#finished) return;
    this.#deny(denied);
    this.#cutOff(cutByDenial(denied, this.incoming.requestId));
  }

  refuse(denied: Denied): void {
    this.#deny(denied);
    this.#answerInstead(denied.refusal);
  }

  broke(error: unknown): void {
    this.#sent?.abort();
    if (!this.#finished) {
      if (!this.caller.headSent) Object.assign(this, statusesOf(internalError(), this.incoming));
      this.#finish();
    }
    this.#with.fail(this.caller, this.incoming, error);
  }

  /** What would go on for ever ends, and no connection is kept. */
  closing(): void {
    if (this.isStream && !this.incoming.isGrpc) this.#destroy();
    else if (this.#upgraded && !this.caller.headSent) this.#answerInstead(overloaded());
    else if (!this.caller.headSent) this.caller.endConnection();
  }

  #deny(denied: Denied): void {
    this.denied = denied;
    this.#with.observer.observe(denied, this.incoming, 'gateway');
  }

  #begin(status: number, reason: string, headers: string[]): void {
    this.#permission.begun();
    this.status = status;
    if (this.incoming.isGrpc) this.grpcStatus = grpcStatusIn(headers);
    const returned = callerResponse(status, headers, this.permit, this.quota);
    this.caller.writeHead(status, reason, returned);
  }

  #write(piece: Buffer): void {
    this.bytes += piece.length;
    if (this.caller.write(piece) || this.#callerFull) return;
    this.#callerFull = true;
    this.#sent?.pause();
    this.#held ??= new HeldAnswer(this);
    this.#attempts.target.upstream.held(this.#held);
    this.caller.onDrain(this.#callerDrained);
  }

  #end(trailers: string[]): void {
    this.whole = true;
    if (this.incoming.isGrpc) this.grpcStatus ??= grpcStatusIn(trailers);
    this.#finish();
    this.caller.end(returnedTrailers(trailers));
    if (this.incoming.hasBody) this.caller.discardBody();
  }

  #fail(refusal: Refusal, failure: string, cause: unknown): void {
    this.failure = failure;
    const { upstream, pattern: route, incoming } = this;
    const about = { err: cause, requestId: incoming.requestId, route, upstream };
    this.#with.log.warn(about, 'An upstream did not answer');
    this.#answerInstead(refusal);
  }

  #answerInstead(refusal: Refusal): void {
    Object.assign(this, statusesOf(refusal, this.incoming));
    this.whole = true;
    this.#finish();
    const { requestId, origin } = this.incoming;
    refuse(this.caller, refusal, requestId, corsHeadersOf(this.permit.route, origin));
    this.#sent?.abort();
  }

  /** Ends an answer that has begun, so that no caller takes a part for the whole. */
  #destroy(): void {
    if (this.#finished) return;
    this.#finish();
    this.caller.destroy('cancelled');
    this.#sent?.abort();
  }

  /** The same, in the terms of gRPC to its calls. */
  #cutOff({ reason, grpcStatus, message }: CutOff): void {
    const { isGrpc } = this.incoming;
    if (isGrpc) this.grpcStatus = grpcStatus;
    this.#finish();
    this.caller.destroy(reason, isGrpc ? grpcTrailers(grpcStatus, message) : undefined);
    this.#sent?.abort();
  }

  #finish(): void {
    this.#leave();
    this.#with.observer.answered(this);
  }

  #leave(): void {
    this.#finished = true;
    this.#permission.close();
    if (this.#held) this.#attempts.target.upstream.goesOn(this.#held);
    this.#attempts.target.upstream.release(this);
  }

  #callerDrained = (): void => {
    this.#callerFull = false;
    if (this.#held) this.#attempts.target.upstream.goesOn(this.#held);
    this.goOn();
  };

  #callerClosed = (): void => {
    if (this.#finished) return;
    this.#finish();
    this.#sent?.abort();
  };
}
