import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Metric } from '@sallyport/base/metrics/definition.ts';
import type { Address } from '../config/address.ts';

/** Whether a part takes requests, and if not, why not. */
export type Readiness = { ready: true } | { ready: false; reason: string };

/** What the management port tells of. */
export interface Managed {
  /** By part: `issuer`, `gateway`. Never rejects. */
  readiness(): Promise<Record<string, Readiness>>;
  metrics(): Promise<readonly Metric[]>;
}

export interface ManagementServer {
  port: number;
  close(): Promise<void>;
}

/** It is for a few programs of the operator's, and no request has a body. */
const bounds = {
  maxHeaderSize: 8 * 1024,
  headersTimeout: 5_000,
  requestTimeout: 5_000,
  keepAliveTimeout: 75_000,
  connectionsCheckingInterval: 1_000,
};
const maxConnections = 100;

interface Answer {
  status: number;
  type: string;
  text: string;
}

/** `/health/live`, `/health/ready` and `/metrics`: what operators ask, and nothing for callers. */
export async function startManagement(
  { host, port }: Address,
  managed: Managed,
): Promise<ManagementServer> {
  const server = createServer(bounds, (request, response) => {
    request.resume();
    answer(request, managed).then(
      (answered) => send(request, response, answered),
      (error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        send(request, response, json(500, { error: 'server_error', error_description: reason }));
      },
    );
  });
  server.maxConnections = maxConnections;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer({ method, url = '' }: IncomingMessage, managed: Managed): Promise<Answer> {
  const run = endpoints[url.split('?', 1)[0]!];
  if (!run) {
    const description = 'This port serves /health/live, /health/ready and /metrics.';
    return json(404, { error: 'not_found', error_description: description });
  }
  if (method === 'GET' || method === 'HEAD') return run(managed);
  return json(405, { error: 'method_not_allowed', error_description: 'Use GET.' });
}

const endpoints: Record<string, ((managed: Managed) => Promise<Answer>) | undefined> = {
  '/health/live': async () => json(200, { status: 'live' }),
  '/health/ready': async (managed) => {
    const parts = await managed.readiness();
    const ready = Object.values(parts).every((part) => part.ready);
    return json(ready ? 200 : 503, { status: ready ? 'ready' : 'not_ready', parts });
  },
  '/metrics': async (managed) => {
    // Loaded by the first who asks.
    const { prometheusText, prometheusType } = await import('./prometheus.ts');
    return { status: 200, type: prometheusType, text: prometheusText(await managed.metrics()) };
  },
};

const json = (status: number, body: unknown): Answer => ({
  status,
  type: 'application/json',
  text: JSON.stringify(body),
});

function send(
  { method }: IncomingMessage,
  response: ServerResponse,
  { status, type, text }: Answer,
): void {
  const payload = Buffer.from(text);
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': payload.length,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...(status === 405 && { Allow: 'GET, HEAD' }),
  });
  response.end(method === 'HEAD' ? undefined : payload);
}
