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
  const lines = Array.from({ length: connections }, () =>
    openLine(target, (milliseconds) => {
      if (measuring.now) latencies.push(milliseconds);
    }),
  );
  const failed = Promise.race(lines.map((line) => line.failed));
  try {
    await Promise.race([failed, pause(warmUpSeconds)]);
    measuring.now = true;
    const began = performance.now();
    onWarm();
    await Promise.race([failed, pause(seconds)]);
    measuring.now = false;
    const took = (performance.now() - began) / 1000;
    const sorted = Float64Array.from(latencies).sort();
    return {
      requests: latencies.length,
      seconds: took,
      p50Milliseconds: percentile(sorted, 0.5),
      p99Milliseconds: percentile(sorted, 0.99),
    };
  } finally {
    for (const line of lines) line.close();
  }
}

const pause = (seconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, seconds * 1000));

interface Line {
  /** Rejects when the connection is lost or a response is not as expected. */
  failed: Promise<never>;
  close(): void;
}

function openLine(target: Target, onAnswer: (milliseconds: number) => void): Line {
  const { hostname, port } = new URL(target.url);
  const request = serialize(target);
  const { promise: failed, reject } = Promise.withResolvers<never>();
  let pending = '';
  let sentAt = 0;

  const socket: Socket = connect({ host: hostname, port: Number(port), noDelay: true }, send);
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
    send();
  });

  function send() {
    sentAt = performance.now();
    socket.write(request);
  }
  return { failed, close: () => socket.destroy() };
}

function serialize({ url, method, headers, body = '' }: Target): Buffer {
  const { host, pathname, search } = new URL(url);
  const lines = [`${method} ${pathname}${search} HTTP/1.1`, `host: ${host}`];
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  if (method === 'POST') lines.push(`content-length: ${Buffer.byteLength(body)}`);
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

function check({ status, body }: Parsed, { expect }: Target): void {
  if (status !== expect.status) {
    throw new Error(`Answered ${status} instead of ${expect.status}.`);
  }
  if (!body.includes(expect.contains)) {
    throw new Error(`Answered ${status} without ${expect.contains} in the body.`);
  }
}
