import type { FindApplication } from './applications/find.ts';
import { serveStatic } from './applications/static-files.ts';
import { type Decision, type Denied, deny, type Preflight } from './decision/decision.ts';
import { maxRedecisions } from './decision/permit.ts';
import type { Pipeline } from './decision/pipeline.ts';
import { ForwardedRequest } from './forward/forwarded-request.ts';
import type { ForwardingContext, Progress } from './forward/forwarding-context.ts';
import type { StandingPermissions } from './forward/standing-permissions.ts';
import type { Caller } from './http/caller.ts';
import { InFlight } from './http/in-flight.ts';
import { hostOf, type Incoming, readIncoming } from './http/incoming.ts';
import type { Malformed } from './http/malformed.ts';
import { NodeCaller } from './http/node-caller.ts';
import {
  expectationFailed,
  internalError,
  overloaded,
  permissionUnsettled,
  type Refusal,
  refusal,
} from './http/refusal.ts';
import { refuse, respondRefusal } from './http/respond.ts';
import type { Answer } from './http/server.ts';
import { refusesUpgrade } from './http/upgrade.ts';
import { refuseUpgrade } from './http/web-socket.ts';
import type { RequestHead } from './http1/request-head.ts';
import { answeredHere, answeredWith, type Observer, statusesOf } from './observe.ts';
import type { RateLimiter } from './rate-limits/rate-limiter.ts';
import type { Clock, Limits, Log } from './settings.ts';
import type { HandlerContext } from './token-handler/handler-context.ts';
import { serveTokenHandler, tokenHandlerEndpoint } from './token-handler/token-handler.ts';
import { remoteAddressOf } from './trusted-proxies/proxy-protocol.ts';
import type { TrustedProxies } from './trusted-proxies/trusted-proxies.ts';
import type { Upstreams } from './upstream/upstreams.ts';

interface Dependencies {
  pipeline: Pipeline;
  permissions: StandingPermissions;
  upstreams: Upstreams;
  findApplication: FindApplication;
  tokenHandler: HandlerContext;
  observer: Observer;
  rateLimiter: RateLimiter;
  issuerUrl: string;
  servedHost: ForwardingContext['servedHost'];
  trustedProxies: TrustedProxies;
  limits: Pick<Limits, 'inFlight' | 'streamTimeout'>;
  clock: Clock;
  log: Log;
}

/** What `node:http` answers, until it is over. */
interface Watched {
  denied: Denied | null;
}

/** What the gateway's port answers: token handler, routes, static files. */
export class RequestHandler {
  readonly #with: Dependencies;
  readonly #forwarding: ForwardingContext;
  readonly #inFlight: InFlight;
  #closing = false;

  constructor(dependencies: Dependencies) {
    this.#with = dependencies;
    this.#inFlight = new InFlight(dependencies.limits.inFlight);
    this.#forwarding = { ...dependencies, decideAgain: this.#decideAgain, fail: this.#fail };
  }

  /** Requests that are being answered. */
  get inFlight(): number {
    return this.#inFlight.size;
  }

  /** From now on each answer closes its connection. */
  beginClosing(): void {
    this.#closing = true;
  }

  answer: Answer = (request, response, requestId) =>
    this.handle(new NodeCaller(request, response), requestId);

  /**
   * Whether a request is for a route, whatever becomes of it there; others need `node:http`. Where the
   * routes are read for each request, without a lease, the last ones known decide.
   */
  isForRoute({ method, target, rawHeaders }: RequestHead): boolean {
    const { pipeline, findApplication } = this.#with;
    const mark = target.indexOf('?');
    const path = mark < 0 ? target : target.slice(0, mark);
    const host = hostOf(rawHeaders);
    if (path.includes('/auth/')) {
      const application = findApplication(host, path);
      if (application && tokenHandlerEndpoint(path, application)) return false;
    }
    return pipeline.hasRoute(method, host, path);
  }

  /** The same as `handle`, for a caller that nothing else stands behind. */
  serve(caller: Caller, requestId: string): void {
    const fail = (error: unknown) => this.#fail(caller, { requestId }, error);
    try {
      this.handle(caller, requestId)?.catch(fail);
    } catch (error) {
      fail(error);
    }
  }

  handle(caller: Caller, requestId: string): void | Promise<void> {
    const arrivedAt = this.#with.clock.monotonic();
    const { method, target, rawHeaders, remoteAddress } = caller;
    const client = this.#with.trustedProxies.clientOf(remoteAddress, rawHeaders);
    const incoming = readIncoming(method, target, rawHeaders, client, requestId);
    const hasRoom = this.#inFlight.add(caller, client.address);
    if (this.#closing) caller.endConnection();
    const refuse = (refused: Refusal) => this.#refuse(caller, incoming, arrivedAt, deny(refused));
    incoming.protocol = caller.protocol;
    const { expectation = '100-continue' } = incoming;
    const fault = caller.fault ?? incoming.fault;
    if (fault) refuse(refusal('invalid_request', fault));
    else if (expectation !== '100-continue') refuse(expectationFailed());
    else if (!caller.upgrades && refusesUpgrade(incoming.upgrade)) {
      refuse(refuseUpgrade(method, rawHeaders));
    } else if (!hasRoom || (this.#closing && caller.upgrades)) refuse(overloaded());
    else {
      const toTokenHandler = this.#handleToken(caller, incoming, arrivedAt);
      if (toTokenHandler) return toTokenHandler;
      this.#attempt(caller, incoming, { arrivedAt, decisions: 1 });
    }
  }

  /** What `node:http` refused because it could not be read. */
  observeMalformed({ status, socket }: Malformed, requestId: string): void {
    const { observer, clock, trustedProxies } = this.#with;
    const client = trustedProxies.clientOf(remoteAddressOf(socket), []);
    const incoming = readIncoming('', '', [], client, requestId);
    const unreadable = refusal('invalid_request', 'It cannot be read as HTTP.');
    const denied = deny({ ...unreadable, status });
    observer.observe(denied, incoming, 'gateway');
    const arrivedAt = clock.monotonic();
    observer.answered(answeredWith(denied, { incoming, mode: 'gateway', arrivedAt }));
  }

  /** Null when the request is for something else. */
  #handleToken(caller: Caller, incoming: Incoming, arrivedAt: number): Promise<void> | null {
    const { path, host, requestId } = incoming;
    if (!path.includes('/auth/')) return null;
    const application = this.#with.findApplication(host, path);
    const name = application && tokenHandlerEndpoint(path, application);
    const node = name ? caller.node : null;
    if (!name || !node) return null;
    const watched = this.#watch(caller, incoming, arrivedAt, `${application.path}auth/${name}`);
    const { request, response } = node;
    const refuse = (refused: Refusal) => {
      watched.denied = deny(refused);
      this.#with.observer.observe(watched.denied, incoming, 'gateway');
      respondRefusal(response, refused, requestId);
    };
    const call = { request, response, incoming, application, requestId, refuse };
    return serveTokenHandler(name, call, this.#with.tokenHandler);
  }

  #decide(caller: Caller, incoming: Incoming, progress: Progress): void | Promise<void> {
    const decision = this.#with.pipeline.decide(incoming);
    return decision instanceof Promise
      ? decision.then((made) => this.#act(made, caller, incoming, progress))
      : this.#act(decision, caller, incoming, progress);
  }

  #act(
    decided: Decision,
    caller: Caller,
    incoming: Incoming,
    progress: Progress,
  ): void | Promise<void> {
    const { arrivedAt, decisions } = progress;
    // The caller may have left while the issuer was asked.
    if (caller.closed) {
      const left = { incoming, mode: 'gateway', arrivedAt, status: 0, whole: false } as const;
      return this.#with.observer.answered(answeredHere(left));
    }
    const isFirst = decisions === 1;
    const decision = isFirst ? this.#with.rateLimiter.limit(decided, incoming) : decided;
    if (decision.kind === 'no_route') return this.#serveFile(caller, incoming, arrivedAt);
    if (decision.kind === 'preflight') {
      return this.#answerPreflight(caller, incoming, arrivedAt, decision);
    }
    if (decision.kind === 'refuse') return this.#refuse(caller, incoming, arrivedAt, decision);
    this.#with.observer.observe(decision, incoming, 'gateway');
    const { quota = progress.quota } = decision;
    const { permit } = decision;
    new ForwardedRequest(caller, permit, { ...progress, quota }, this.#forwarding).start();
  }

  #decideAgain = ({ caller, incoming, decisions, arrivedAt, quota }: ForwardedRequest): void => {
    if (decisions > maxRedecisions) {
      this.#refuse(caller, incoming, arrivedAt, deny(permissionUnsettled()));
      return;
    }
    this.#attempt(caller, incoming, { arrivedAt, decisions: decisions + 1, quota });
  };

  #attempt(caller: Caller, incoming: Incoming, progress: Progress): void {
    const failed = (error: unknown) => {
      this.#fail(caller, incoming, error);
      const { arrivedAt } = progress;
      const about = {
        incoming,
        mode: 'gateway',
        arrivedAt,
        ...statusesOf(internalError(), incoming),
      } as const;
      this.#with.observer.answered(answeredHere(about));
    };
    try {
      this.#decide(caller, incoming, progress)?.catch(failed);
    } catch (error) {
      failed(error);
    }
  }

  async #serveFile(caller: Caller, incoming: Incoming, arrivedAt: number): Promise<void> {
    const { findApplication, issuerUrl } = this.#with;
    const { host, path } = incoming;
    const application = findApplication(host, path);
    const node = application && caller.node;
    const at = { path, issuerUrl };
    if (node && (await serveStatic(node.request, node.response, application, at))) {
      this.#watch(caller, incoming, arrivedAt, `${application.path}*`);
      return;
    }
    const denied = deny(refusal('not_found', `Nothing is at ${path}.`));
    this.#refuse(caller, incoming, arrivedAt, denied);
  }

  #refuse(caller: Caller, incoming: Incoming, arrivedAt: number, denied: Denied): void {
    const { observer, pipeline } = this.#with;
    observer.observe(denied, incoming, 'gateway');
    const cors = pipeline.corsHeaders(denied.route, incoming);
    refuse(caller, denied.refusal, incoming.requestId, cors);
    observer.answered(answeredWith(denied, { incoming, mode: 'gateway', arrivedAt }));
  }

  #answerPreflight(
    caller: Caller,
    incoming: Incoming,
    arrivedAt: number,
    { route, headers }: Preflight,
  ): void {
    caller.writeHead(204, 'No Content', [...headers, 'X-Request-Id', incoming.requestId]);
    caller.discardBody();
    caller.end();
    const about = { incoming, mode: 'gateway', arrivedAt, pattern: route.path } as const;
    this.#with.observer.answered(answeredHere({ ...about, status: 204, whole: true }));
  }

  /** What `node:http` answers is observed when it is over. */
  #watch(caller: Caller, incoming: Incoming, arrivedAt: number, pattern: string): Watched {
    const watched: Watched = { denied: null };
    const response = caller.node!.response;
    const over = () => {
      const status = response.headersSent ? response.statusCode : 0;
      const whole = response.writableFinished;
      const about = { incoming, mode: 'gateway', arrivedAt, pattern, status, whole } as const;
      this.#with.observer.answered(answeredHere({ ...about, ...watched }));
    };
    if (caller.closed) over();
    else caller.onClose(over);
    return watched;
  }

  #fail = (caller: Caller, incoming: Incoming | { requestId: string }, error: unknown): void => {
    const { requestId } = incoming;
    this.#with.log.error({ err: error, requestId }, 'A request failed');
    // Cut off, so that no caller takes a part for the whole.
    if (caller.headSent) caller.destroy();
    else this.#answerFault(caller, incoming);
  };

  #answerFault(caller: Caller, incoming: Incoming | { requestId: string }): void {
    try {
      const cors = 'host' in incoming ? this.#with.pipeline.corsHeaders(null, incoming) : [];
      refuse(caller, internalError(), incoming.requestId, cors);
    } catch {
      // The same fault may be in the way.
      caller.destroy();
    }
  }
}
