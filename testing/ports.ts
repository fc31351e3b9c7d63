import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Each worker has a range of ports to itself, below those that systems give to outgoing
 * connections: a port that was free a moment ago is then still free when a server takes it.
 */
const first = 20_000;
const perWorker = 1_000;
const worker = Number(process.env['VITEST_POOL_ID'] ?? 0);
let next = 0;

/** A port on which nothing listens, and which no other test is given. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = first + (worker % 10) * perWorker + (next++ % perWorker);
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, 'localhost'), 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
