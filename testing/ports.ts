import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/**
 * Each worker has a range of ports to itself, below those that systems give to outgoing
 * connections: a port that was free a moment ago is then still free when a server takes it.
 */
const first = 11_000;
const perWorker = 450;
const maxWorkers = 48;
const workersPerLane = 12;

/**
 * Where the ports of a worker are.
 *
 * @param worker its number in the pool: from 1, or 0 outside a pool
 * @param lane of runs that `.ci/run` has beside each other, whose workers have the same numbers: from 1, or 0 for a run alone
 */
export function portsOf(worker: number, lane: number): { from: number; to: number } {
  const from = first + ((lane * workersPerLane + worker) % maxWorkers) * perWorker;
  return { from, to: from + perWorker - 1 };
}

const { VITEST_POOL_ID: worker = 0, TEST_LANE: lane = 0 } = process.env;
const { from } = portsOf(Number(worker), Number(lane));
/** Another run on this machine, which is no lane, has workers of the same numbers. */
let next = Math.floor(Math.random() * perWorker);

/** A port on which nothing listens, and which no other test is given. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = from + (next++ % perWorker);
    if ((await isFree(port, '127.0.0.1')) && (await isFree(port, '::1'))) return port;
  }
}

async function isFree(port: number, host: string): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, host), 'listening');
  } catch (error) {
    // Nothing can be in the way on a machine without IPv6.
    return ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes((error as NodeJS.ErrnoException).code ?? '');
  }
  await once(server.close(), 'close');
  return true;
}

/** Whether something listens there. */
export async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
