import type { IncomingMessage, ServerResponse } from 'node:http';
import { refusal } from '../http/refusal.ts';
import { respondJson, respondRefusal } from '../http/respond.ts';
import type { Pipeline } from '../pipeline.ts';
import type { Log } from '../settings.ts';
import { decide } from './decide.endpoint.ts';

interface Dependencies {
  pipeline: Pipeline;
  /** Whether the gateway holds a lease and takes requests. */
  isReady(): boolean;
  requestId(given: string | undefined): string;
  log: Log;
}

/** What the port for other proxies and for operations answers. */
export function createDecideListener({ pipeline, isReady, requestId, log }: Dependencies) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    request.resume();
    const id = requestId(request.headers['x-request-id']?.toString());
    switch (request.url?.split('?', 1)[0]) {
      case '/health/live':
        respondJson(response, 200, { status: 'live' });
        return;
      case '/health/ready': {
        const ready = isReady();
        respondJson(response, ready ? 200 : 503, { status: ready ? 'ready' : 'not_ready' });
        return;
      }
      case '/decide':
        decide(request, response, id, pipeline).catch((error) => {
          log.error({ err: error, requestId: id }, 'A decision failed');
          const refused = refusal('server_error', 'The gateway failed. Its log says why.');
          if (!response.headersSent) respondRefusal(response, refused, id);
        });
        return;
      default:
        respondRefusal(response, refusal('not_found', 'This port has /decide and /health/.'), id);
    }
  };
}
