import { refusal } from '../http/refusal.ts';
import { respondJson, respondRefusal } from '../http/respond.ts';
import type { Answer } from '../http/server.ts';
import { type DecideContext, decide } from './decide.endpoint.ts';
import { envoyPrefix } from './original-request.ts';

interface Dependencies extends DecideContext {
  /** Whether the gateway holds a lease and takes requests. */
  isReady(): boolean;
}

/** What the port for other proxies and for operations answers. */
export function createDecideAnswer({ isReady, ...context }: Dependencies): Answer {
  return (request, response, requestId) => {
    request.resume();
    const path = request.url?.split('?', 1)[0];
    if (path?.startsWith(`${envoyPrefix}/`)) return decide(request, response, requestId, context);
    switch (path) {
      case '/health/live':
        respondJson(response, 200, { status: 'live' });
        return;
      case '/health/ready': {
        const ready = isReady();
        respondJson(response, ready ? 200 : 503, { status: ready ? 'ready' : 'not_ready' });
        return;
      }
      case '/decide':
        return decide(request, response, requestId, context);
      default: {
        const refused = refusal(
          'not_found',
          'This port serves only /decide, /ext_authz/ and /health/.',
        );
        respondRefusal(response, refused, requestId);
      }
    }
  };
}
