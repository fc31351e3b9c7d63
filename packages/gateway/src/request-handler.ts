import type { FindApplication } from './applications/find.ts';
import { serveStatic } from './applications/static-files.ts';
import { type Decision, deny } from './decision/decision.ts';
import { maxRedecisions } from './decision/permit.ts';
import type { Pipeline } from './decision/pipeline.ts';
import { ForwardedRequest, type ForwardingContext } from './forward/forwarded-request.ts';
import type { StandingPermissions } from './forward/standing-permissions.ts';
import type { Caller } from './http/caller.ts';
import { type Incoming, readIncoming } from './http/incoming.ts';
import { NodeCaller } from './http/node-caller.ts';
import {
  internalError,
  overloaded,
  permissionUnsettled,
  type Refusal,
  refusal,
} from './http/refusal.ts';
import { refuse } from './http/respond.ts';
import type { Answer } from './http/server.ts';
import type { Observer } from './observe.ts';
import type { Clock, Limits, Log } from './settings.ts';
import type { HandlerContext } from './token-handler/handler-context.ts';
import { serveTokenHandler, tokenHandlerEndpoint } from './token-handler/token-handler.ts';
import type { TrustedProxies } from './trusted-proxies/trusted-proxies.ts';
import type { Upstreams } from './upstream/upstreams.ts';

interface Dependencies {
  pipeline: Pipeline;
  permissions: StandingPermissions;
  upstreams: Upstreams;
  findApplication: FindApplication;
  tokenHandler: HandlerContext;
  observer: Observer;
  issuerUrl: string;
  servedHost: ForwardingContext['servedHost'];
  trustedProxies: TrustedProxies;
  limits: Pick<Limits, 'inFlight'>;
  clock: Clock;
  log: Log;
}

/** When a request came, and how often it has been decided about. */
interface Progress {
  arrivedAt: number;
  decisions: number;
}

/** What the gateway's port answers: token handler, routes, static files. */
export class RequestHandler {
  readonly #with: Dependencies;
  readonly #forwarding: ForwardingContext;
  #inFlight = 0;
  #closing = false;

  constructor(dependencies: Dependencies) {
    this.#with = dependencies;
    this.#forwarding = { ...dependencies, decideAgain: this.#decideAgain, fail: this.#fail };
  }

  /** From now on each answer closes its connection. */
  beginClosing(): void {
    this.#closing = true;
  }

  answer: Answer = (request, response, requestId) =>
    this.handle(new NodeCaller(request, response), requestId);

  handle(caller: Caller, requestId: string): void | Promise<void> {
    const { method, target, rawHeaders, remoteAddress } = caller;
    const client = this.#with.trustedProxies.clientOf(remoteAddress, rawHeaders);
    const incoming = readIncoming(method, target, rawHeaders, client, requestId);
    this.#inFlight++;
    caller.onClose(this.#left);
    if (this.#closing) caller.endConnection();
    if (incoming.fault) this.#refuse(caller, incoming, refusal('invalid_request', incoming.fault));
    else if (this.#inFlight > this.#with.limits.inFlight) {
      this.#refuse(caller, incoming, overloaded());
    } else return this.#handleToken(caller, incoming) ?? this.#begin(caller, incoming);
  }

  #left = (): void => {
    this.#inFlight--;
  };

  /** Null when the request is for something else. */
  #handleToken({ node }: Caller, incoming: Incoming): Promise<void> | null {
    const { path, host, requestId } = incoming;
    if (!node || !path.includes('/auth/')) return null;
    const application = this.#with.findApplication(host, path);
    const name = application && tokenHandlerEndpoint(path, application);
    if (!name) return null;
    const { request, response } = node;
    const call = { request, response, incoming, application, requestId };
    return serveTokenHandler(name, call, this.#with.tokenHandler);
  }

  #begin(caller: Caller, incoming: Incoming): void | Promise<void> {
    const arrivedAt = this.#with.clock.monotonic();
    return this.#decide(caller, incoming, { arrivedAt, decisions: 1 });
  }

  #decide(caller: Caller, incoming: Incoming, progress: Progress): void | Promise<void> {
    const decision = this.#with.pipeline.decide(incoming);
    return decision instanceof Promise
      ? decision.then((made) => this.#act(made, caller, incoming, progress))
      : this.#act(decision, caller, incoming, progress);
  }

  #act(
    decision: Decision,
    caller: Caller,
    incoming: Incoming,
    progress: Progress,
  ): void | Promise<void> {
    // The caller may have left while the issuer was asked.
    if (caller.closed) return;
    if (decision.kind === 'no_route') return this.#serveFile(caller, incoming);
    this.#with.observer.observe(decision, incoming, 'gateway');
    if (decision.kind === 'refuse') refuse(caller, decision.refusal, incoming.requestId);
    else new ForwardedRequest(caller, decision.permit, progress, this.#forwarding).start();
  }

  #decideAgain = ({ caller, incoming, decisions, arrivedAt }: ForwardedRequest): void => {
    if (decisions > maxRedecisions) {
      this.#refuse(caller, incoming, permissionUnsettled());
      return;
    }
    const fail = (error: unknown) => this.#fail(caller, incoming, error);
    try {
      this.#decide(caller, incoming, { arrivedAt, decisions: decisions + 1 })?.catch(fail);
    } catch (error) {
      fail(error);
    }
  };

  async #serveFile(caller: Caller, incoming: Incoming): Promise<void> {
    const { findApplication, issuerUrl } = this.#with;
    const { host, path } = incoming;
    const { node } = caller;
    const application = node && findApplication(host, path);
    const at = { path, issuerUrl };
    if (application && (await serveStatic(node.request, node.response, application, at))) return;
    this.#refuse(caller, incoming, refusal('not_found', `Nothing is at ${path}.`));
  }

  #refuse(caller: Caller, incoming: Incoming, refused: Refusal): void {
    this.#with.observer.observe(deny(refused), incoming, 'gateway');
    refuse(caller, refused, incoming.requestId);
  }

  #fail = (caller: Caller, { requestId }: Incoming, error: unknown): void => {
    this.#with.log.error({ err: error, requestId }, 'A request failed');
    // Cut off, so that no caller takes a part for the whole.
    if (caller.headSent) caller.destroy();
    else refuse(caller, internalError(), requestId);
  };
}
