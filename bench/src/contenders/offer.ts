import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import type {
  Failure,
  Offer,
  Prepared,
  PrepareRequest,
  RunRequest,
  RunResult,
  Target,
} from '../contender.ts';

/** Tells the bench what this process offers, and stays until the bench lets go of it. */
function offer(offer: Offer, stop: () => Promise<unknown> | undefined): void {
  process.once('disconnect', async () => {
    await stop();
    process.exit();
  });
  send(offer);
}

function send(message: Offer | RunResult | Prepared | Failure): void {
  if (!process.send) throw new Error('A contender is started by the bench: npm run bench');
  process.send(message);
}

export function offerHttp(
  target: Target,
  stop: () => Promise<unknown> | undefined = () => undefined,
): void {
  offer({ offers: 'http', target }, stop);
}

/**
 * Offers what can be done once only.
 *
 * @param prepare makes a target with so many bodies
 */
export function offerSpending(
  prepare: (count: number) => Promise<Target>,
  stop: () => Promise<unknown> | undefined,
): void {
  process.on('message', async (message: PrepareRequest) => {
    try {
      send({ prepared: await prepare(message.prepare.count) });
    } catch (error) {
      send({ failed: (error as Error).message });
    }
  });
  offer({ offers: 'spending' }, stop);
}

export function offerNothing(because: string): void {
  offer({ offers: 'nothing', because }, () => undefined);
}

/**
 * Offers an operation that is measured in this process, one after the other.
 *
 * @param operation throws when its result is wrong
 */
export function offerOperation(operation: () => unknown): void {
  process.on('message', async ({ run }: RunRequest) => {
    try {
      send({ ran: await repeat(operation, run.seconds) });
    } catch (error) {
      send({ failed: (error as Error).message });
    }
  });
  offer({ offers: 'operation' }, () => undefined);
}

async function repeat(operation: () => unknown, seconds: number): Promise<RunResult['ran']> {
  const began = performance.now();
  const end = began + seconds * 1000;
  let operations = 0;
  while (performance.now() < end) {
    for (let index = 0; index < 64; index++) await operation();
    operations += 64;
  }
  return { operations, seconds: (performance.now() - began) / 1000 };
}

/** Listens on a free port of the loopback interface. @returns its origin. */
export async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A port that was free a moment ago. */
export async function freeOrigin(): Promise<string> {
  const server = createServer();
  const origin = await listen(server);
  server.close();
  return origin;
}

/** Waits until something answers there. */
export async function answering(origin: string): Promise<void> {
  const deadline = performance.now() + 5_000;
  for (;;) {
    try {
      await fetch(origin);
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
  }
}
