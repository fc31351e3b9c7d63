import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Running {
  url: string;
  close(): Promise<void>;
}

/**
 * Serves on the loopback interface only, so that callers have to go through the gateway.
 *
 * @param port 0 takes any that is free.
 * @throws Error that says what to do when the port is taken.
 */
export async function listen(listener: RequestListener, port: number): Promise<Running> {
  const server = createServer(listener);
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new Error(explain(cause as NodeJS.ErrnoException, port), { cause });
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close();
      server.closeIdleConnections();
      await once(server, 'close');
    },
  };
}

function explain(error: NodeJS.ErrnoException, port: number): string {
  if (error.code !== 'EADDRINUSE') return `Port ${port} cannot be used: ${error.message}`;
  return `port ${port} is in use. Stop what listens there (lsof -i :${port} names it), then start again.`;
}
