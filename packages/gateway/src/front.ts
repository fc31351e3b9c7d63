import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Incoming, readIncoming } from './http/incoming.ts';
import { overloaded, refusal } from './http/refusal.ts';
import type { Answer } from './http/server.ts';
import type { Limits } from './settings.ts';
import type { HandlerContext } from './token-handler/handler-context.ts';
import { serveTokenHandler, tokenHandlerEndpoint } from './token-handler/token-handler.ts';
import { Visit, type VisitContext } from './visit.ts';

interface Dependencies extends VisitContext {
  tokenHandler: HandlerContext;
  limits: Limits;
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
    const { method, url, rawHeaders, socket } = request;
    const incoming = readIncoming(method!, url!, rawHeaders, socket.remoteAddress ?? '');
    const visit = new Visit(request, response, incoming, requestId, this.#with);
    this.#inFlight++;
    response.on('close', this.#left);
    if (this.#closing) response.shouldKeepAlive = false;
    if (incoming.fault) visit.refuse(refusal('invalid_request', incoming.fault));
    else if (this.#inFlight > this.#with.limits.inFlight) visit.refuse(overloaded());
    else return this.#handleToken(request, response, incoming, requestId) ?? visit.decide();
  };

  #left = (): void => {
    this.#inFlight--;
  };

  /** Null when the request is for something else. */
  #handleToken(
    request: IncomingMessage,
    response: ServerResponse,
    incoming: Incoming,
    requestId: string,
  ): Promise<void> | null {
    if (!incoming.path.includes('/auth/')) return null;
    const application = this.#with.findApplication(incoming.host, incoming.path);
    const name = application && tokenHandlerEndpoint(incoming.path, application.path);
    if (!name) return null;
    const call = { request, response, incoming, application, requestId };
    return serveTokenHandler(name, call, this.#with.tokenHandler);
  }
}
