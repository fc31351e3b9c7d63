import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FindApplication } from './applications/find.ts';
import { serveStatic } from './applications/static-files.ts';
import { Exchange, type ExchangeHost, type Order } from './forward/exchange.ts';
import type { OpenExchanges } from './forward/open-exchanges.ts';
import { forwardedHeaders } from './forward/request-headers.ts';
import type { Upstreams } from './forward/upstreams.ts';
import { guarded } from './http/guard.ts';
import { type Incoming, readIncoming } from './http/incoming.ts';
import { overloaded, permissionUnsettled, type Refusal, refusal } from './http/refusal.ts';
import { respondRefusal } from './http/respond.ts';
import type { Answer } from './http/server.ts';
import { mostRedecisions, type Permit } from './permit.ts';
import type { Decision, Pipeline } from './pipeline.ts';
import type { Limits, Log, Scheme } from './settings.ts';
import type { HandlerContext } from './token-handler/handler-context.ts';
import { serveTokenHandler, tokenHandlerEndpoint } from './token-handler/token-handler.ts';

interface Dependencies {
  pipeline: Pipeline;
  open: OpenExchanges;
  upstreams: Upstreams;
  findApplication: FindApplication;
  tokenHandler: HandlerContext;
  scheme: Scheme;
  limits: Limits;
  log: Log;
}

/** A request from outside, on its way to whatever answers it. */
interface Visit {
  request: IncomingMessage;
  response: ServerResponse;
  incoming: Incoming;
  requestId: string;
  /** How often its permission ended while it waited for the upstream. */
  redecided: number;
}

/** What the gateway's port answers: token handler, routes, static files. */
export class Front {
  readonly #with: Dependencies;
  #inFlight = 0;
  #closing = false;

  constructor(dependencies: Dependencies) {
    this.#with = dependencies;
  }

  /** From now on each response closes its connection. */
  beginClosing(): void {
    this.#closing = true;
  }

  answer: Answer = (request, response, requestId) => {
    const incoming = readIncoming(request.method!, request.url!, request.rawHeaders);
    const visit = { request, response, incoming, requestId, redecided: 0 };
    this.#inFlight++;
    response.on('close', this.#left);
    if (this.#closing) response.shouldKeepAlive = false;
    if (incoming.fault) this.#refuse(visit, refusal('invalid_request', incoming.fault));
    else if (this.#inFlight > this.#with.limits.inFlight) this.#refuse(visit, overloaded());
    else return this.#handleToken(visit) ?? this.#decide(visit);
  };

  #left = (): void => {
    this.#inFlight--;
  };

  /** Null when the request is for something else. */
  #handleToken({ request, response, incoming, requestId }: Visit): Promise<void> | null {
    if (!incoming.path.includes('/auth/')) return null;
    const application = this.#with.findApplication(incoming.host, incoming.path);
    const name = application && tokenHandlerEndpoint(incoming.path, application.path);
    if (!name) return null;
    const call = { request, response, incoming, application, requestId };
    return serveTokenHandler(name, call, this.#with.tokenHandler);
  }

  #decide(visit: Visit): void | Promise<void> {
    const decision = this.#with.pipeline.decide(visit.incoming);
    return decision instanceof Promise
      ? decision.then((made) => this.#act(made, visit))
      : this.#act(decision, visit);
  }

  #act(decision: Decision, visit: Visit): void | Promise<void> {
    // The caller may have left while the issuer was asked.
    if (visit.response.destroyed) return;
    if (decision.kind === 'no_route') return this.#serveFile(visit);
    if (decision.kind === 'permit') this.#forward(decision.permit, visit);
    else this.#refuse(visit, decision.refusal);
  }

  #forward(permit: Permit, visit: Visit): void {
    const { request, response, incoming, requestId } = visit;
    const { upstreams, scheme, open, log } = this.#with;
    const upstream = upstreams.at(permit.route.upstream);
    const headers = forwardedHeaders(request.rawHeaders, {
      authorization: permit.entry.authorization,
      upstreamHost: upstream.host,
      host: incoming.host,
      scheme,
      clientAddress: request.socket.remoteAddress ?? '',
      requestId,
    });
    const order: Order = {
      request,
      response,
      permit,
      headers,
      target: incoming.path + incoming.query,
      method: incoming.method,
      hasBody: incoming.hasBody,
      requestId,
      pool: upstream.pool,
    };
    const host: ExchangeHost = {
      open,
      redecide: () => guarded(() => this.#redecide(visit), response, requestId, log),
      refuse: (refused, cause) => {
        log.warn(
          { err: cause, requestId, route: permit.route.path, upstream: permit.route.upstream },
          'An upstream did not answer',
        );
        guarded(() => this.#refuse(visit, refused), response, requestId, log);
      },
    };
    new Exchange(order, host).start();
  }

  #redecide(visit: Visit): void | Promise<void> {
    if (++visit.redecided <= mostRedecisions) return this.#decide(visit);
    this.#refuse(visit, permissionUnsettled());
  }

  async #serveFile(visit: Visit): Promise<void> {
    const { request, response, incoming } = visit;
    const { path } = incoming;
    const application = this.#with.findApplication(incoming.host, path);
    const { issuerUrl } = this.#with.tokenHandler;
    const at = { path, issuerUrl };
    if (application && (await serveStatic(request, response, application, at))) return;
    this.#refuse(visit, refusal('not_found', `Nothing is at ${path}.`));
  }

  #refuse({ response, requestId }: Visit, refused: Refusal): void {
    if (!response.headersSent && !response.destroyed) {
      respondRefusal(response, refused, requestId);
    }
  }
}
