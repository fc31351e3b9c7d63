import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FindApplication } from './applications/find.ts';
import { serveStatic } from './applications/static-files.ts';
import { Exchange, type ExchangeHost, type Order } from './forward/exchange.ts';
import type { OpenExchanges } from './forward/open-exchanges.ts';
import { forwardedHeaders } from './forward/request-headers.ts';
import type { Upstreams } from './forward/upstreams.ts';
import { catchErrors } from './http/catch-errors.ts';
import type { Incoming } from './http/incoming.ts';
import { permissionUnsettled, type Refusal, refusal } from './http/refusal.ts';
import { respondRefusal } from './http/respond.ts';
import { maxRedecisions, type Permit } from './permit.ts';
import type { Decision, Pipeline, Renewal } from './pipeline.ts';
import type { Log, Scheme } from './settings.ts';

export interface VisitContext {
  pipeline: Pipeline;
  open: OpenExchanges;
  upstreams: Upstreams;
  findApplication: FindApplication;
  issuerUrl: string;
  /** See `createServedHosts`. */
  servedHost: (host: string) => string;
  scheme: Scheme;
  log: Log;
}

/** A request from outside, on its way to whatever answers it. */
export class Visit implements ExchangeHost {
  readonly open: OpenExchanges;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #incoming: Incoming;
  readonly #requestId: string;
  readonly #with: VisitContext;
  /** How often its permission ended while it waited for the upstream. */
  #redecided = 0;

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    incoming: Incoming,
    requestId: string,
    context: VisitContext,
  ) {
    this.open = context.open;
    this.#request = request;
    this.#response = response;
    this.#incoming = incoming;
    this.#requestId = requestId;
    this.#with = context;
  }

  decide(): void | Promise<void> {
    const decision = this.#with.pipeline.decide(this.#incoming);
    return decision instanceof Promise
      ? decision.then((made) => this.#act(made))
      : this.#act(decision);
  }

  refuse(refused: Refusal): void {
    const response = this.#response;
    if (!response.headersSent && !response.destroyed) {
      respondRefusal(response, refused, this.#requestId);
    }
  }

  redecide(): void {
    this.guard(() => {
      if (++this.#redecided <= maxRedecisions) return this.decide();
      this.refuse(permissionUnsettled());
    });
  }

  renew(permit: Permit): Renewal | Promise<Renewal> {
    return this.#with.pipeline.renew(permit, this.#incoming);
  }

  rejudge(permit: Permit): Permit | null {
    return this.#with.pipeline.rejudge(permit, this.#incoming);
  }

  guard(run: () => void | Promise<void>): void {
    catchErrors(run, this.#response, this.#requestId, this.#with.log);
  }

  fail(refused: Refusal, cause: unknown, { path, upstream }: Permit['route']): void {
    this.#with.log.warn(
      { err: cause, requestId: this.#requestId, route: path, upstream },
      'An upstream did not answer',
    );
    this.guard(() => this.refuse(refused));
  }

  #act(decision: Decision): void | Promise<void> {
    // The caller may have left while the issuer was asked.
    if (this.#response.destroyed) return;
    if (decision.kind === 'no_route') return this.#serveFile();
    if (decision.kind === 'permit') this.#forward(decision.permit);
    else this.refuse(decision.refusal);
  }

  #forward(permit: Permit): void {
    const { upstreams, scheme, servedHost } = this.#with;
    const incoming = this.#incoming;
    const upstream = upstreams.at(permit.route.upstream);
    const headers = forwardedHeaders(this.#request.rawHeaders, {
      authorization: permit.entry.authorization,
      upstreamHost: upstream.host,
      host: servedHost(incoming.host),
      scheme,
      clientAddress: incoming.clientAddress,
      requestId: this.#requestId,
      opened: permit.route.forwardHeaders,
    });
    const order: Order = {
      request: this.#request,
      response: this.#response,
      permit,
      headers,
      target: incoming.path + incoming.query,
      method: incoming.method,
      hasBody: incoming.hasBody,
      requestId: this.#requestId,
      upstream,
    };
    new Exchange(order, this).start();
  }

  async #serveFile(): Promise<void> {
    const { findApplication, issuerUrl } = this.#with;
    const { host, path } = this.#incoming;
    const application = findApplication(host, path);
    const at = { path, issuerUrl };
    if (application && (await serveStatic(this.#request, this.#response, application, at))) return;
    this.refuse(refusal('not_found', `Nothing is at ${path}.`));
  }
}
