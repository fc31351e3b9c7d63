import { connect, type Socket } from 'node:net';
import type { Target } from '../contender.ts';
import { percentile } from '../statistics.ts';
import { type Parsed, parseResponse } from './response.ts';

/**
 * Keeps a number of connections busy with one request each: the next is sent when the response to
 * the last has been read and found right. Written over `node:net`, because a client that does more
 * would be measured along with the server.
 */
export interface Load {
  target: Target;
  connections: number;
  warmUpSeconds: number;
  seconds: number;
  /** How many requests a second, spread evenly; as many as get answered when left out. */
  perSecond?: number;
}

export interface Measured {
  requests: number;
  seconds: number;
  p50Milliseconds: number;
  p99Milliseconds: number;
}

/** @param onWarm called when the warm-up is over and the measurement begins */
export async function generate(load: Load, onWarm: () => void): Promise<Measured> {
  const { target, connections, warmUpSeconds, seconds } = load;
  const latencies: number[] = [];
  const measuring = { now: false };
  const bodies = bodiesOf(target);
  const interval = load.perSecond === undefined ? 0 : (1000 * connections) / load.perSecond;
  const lines = Array.from({ length: connections }, (_, index) =>
    openLine({ target, bodies, interval, delay: (index * interval) / connections }, (ms) => {
      if (measuring.now) latencies.push(ms);
    }),
  );
  const failed = Promise.race(lines.map((line) => line.failed));
  const spent = Promise.all(lines.map((line) => line.spent));
  try {
    await Promise.race([failed, pause(warmUpSeconds)]);
    measuring.now = true;
    const began = performance.now();
    onWarm();
    await Promise.race([failed, target.bodies ? spent : pause(seconds)]);
    measuring.now = false;
    const took = (performance.now() - began) / 1000;
    const sorted = Float64Array.from(latencies).sort();
    const at = (share: number) => (sorted.length > 0 ? percentile(sorted, share) : Number.NaN);
    return {
      requests: latencies.length,
      seconds: took,
      p50Milliseconds: at(0.5),
      p99Milliseconds: at(0.99),
    };
  } finally {
    for (const line of lines) line.close();
  }
}

/** The next request's body; undefined when there is none left. */
type Bodies = () => string | undefined;

function bodiesOf({ body = '', turns = [body], bodies }: Target): Bodies {
  let next = 0;
  return bodies ? () => bodies[next++] : () => turns[next++ % turns.length];
}

const pause = (seconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, seconds * 1000));

interface Line {
  /** Rejects when the connection is lost or a response is not as expected. */
  failed: Promise<never>;
  /** Resolves when there is no body left to send. */
  spent: Promise<void>;
  close(): void;
}

interface Sending {
  target: Target;
  bodies: Bodies;
  /** Milliseconds from one request to the next; 0 for as soon as the last is answered. */
  interval: number;
  /** Before the first. */
  delay: number;
}

/**
 * With an interval, the time of a request counts from when it was due: one that has to wait for the
 * answer before it waits for the server, too.
 */
function openLine(sending: Sending, onAnswer: (milliseconds: number) => void): Line {
  const { target, bodies, interval, delay } = sending;
  const { hostname, port } = new URL(target.url);
  const serialize = serializerOf(target);
  const { promise: failed, reject } = Promise.withResolvers<never>();
  const { promise: spent, resolve: noneLeft } = Promise.withResolvers<void>();
  let pending = '';
  let sentAt = 0;
  let due = 0;

  const socket: Socket = connect({ host: hostname, port: Number(port), noDelay: true }, () => {
    due = performance.now() + delay;
    next();
  });
  socket.setEncoding('latin1');
  socket.on('error', reject);
  socket.on('end', () => reject(new Error('The server closed the connection.')));
  socket.on('data', (chunk: string) => {
    pending = pending === '' ? chunk : pending + chunk;
    try {
      const response = parseResponse(pending);
      if (response === null) return;
      check(response, target);
      if (pending.length > response.length) throw new Error('More came than was asked for.');
    } catch (error) {
      reject(error);
      socket.destroy();
      return;
    }
    pending = '';
    onAnswer(performance.now() - sentAt);
    next();
  });

  function next() {
    if (interval === 0) {
      send(performance.now());
      return;
    }
    const at = due;
    due += interval;
    const wait = at - performance.now();
    if (wait <= 0) send(at);
    else setTimeout(() => send(performance.now()), wait);
  }
  function send(at: number) {
    const body = bodies();
    if (body === undefined) {
      noneLeft();
      return;
    }
    sentAt = at;
    if (!socket.destroyed) socket.write(serialize(body));
  }
  return { failed, spent, close: () => socket.destroy() };
}

function serializerOf({ url, method, headers, turns, bodies }: Target): (body: string) => Buffer {
  const { host, pathname, search } = new URL(url);
  const lines = [`${method} ${pathname}${search} HTTP/1.1`, `host: ${host}`];
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  const make = (body: string): Buffer => {
    const length = method === 'POST' ? [`content-length: ${Buffer.byteLength(body)}`] : [];
    return Buffer.from(`${[...lines, ...length].join('\r\n')}\r\n\r\n${body}`);
  };
  if (turns || bodies) return make;
  let made: Buffer | null = null;
  return (body) => (made ??= make(body));
}

function check({ status, body }: Parsed, { expect }: Target): void {
  if (status !== expect.status) {
    throw new Error(`Answered ${status} instead of ${expect.status}.`);
  }
  if (!body.includes(expect.contains)) {
    throw new Error(`Answered ${status} without ${expect.contains} in the body.`);
  }
}
