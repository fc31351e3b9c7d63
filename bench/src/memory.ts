import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { listen } from './contenders/offer.ts';
import {
  fetchToken,
  type Installation,
  install,
  type RunningSallyport,
  startSallyport,
} from './contenders/sallyport.ts';
import { readMemory, readTree } from './proc.ts';
import type { Row, Settings } from './row.ts';
import { inScratch } from './scratch.ts';
import { number, table } from './table.ts';

const cachedTokens = 50_000;
const requests = 1_000_000;
const targets = { gateway: 150, everything: 250 };

/** What a gateway occupies by itself when its cache is full, and all in one process after a long day. */
export const memory: Row = {
  name: 'memory',
  title: 'Memory (PSS): a gateway with 50,000 tokens, and all in one after a million requests',
  async measure(settings) {
    const upstream = createServer((_, response) => response.end('{}'));
    const origin = await listen(upstream);
    try {
      const gateway = await inScratch((scratch) => fullCache(scratch, origin, settings));
      const everything = await inScratch((scratch) => longDay(scratch, origin, settings));
      return report(gateway, everything);
    } finally {
      upstream.closeAllConnections();
      upstream.close();
    }
  },
};

interface Occupied {
  idle: number;
  loaded: number;
}

const occupiedBy = ({ pid }: RunningSallyport): number => {
  const { serverBytes, postgresBytes } = readMemory(readTree(pid));
  return (serverBytes + postgresBytes) / 1024 / 1024;
};

/** Issuer and gateway apart, and each token through the gateway once. */
async function fullCache(scratch: string, upstream: string, { say }: Settings): Promise<Occupied> {
  const installation = await install(scratch, upstream, { apart: true });
  const environment = { SALLYPORT_SECRET: randomBytes(48).toString('base64') };
  await using started = new AsyncDisposableStack();
  const issuer = await startSallyport(installation, { role: 'issuer', environment });
  started.defer(issuer.stop);
  const gateway = await startSallyport(installation, { role: 'gateway', environment });
  started.defer(gateway.stop);
  const idle = occupiedBy(gateway);
  await repeat(cachedTokens, async () => {
    await call(installation, await fetchToken(installation.issuer));
  });
  say(`memory: ${cachedTokens} tokens are cached`);
  return { idle, loaded: occupiedBy(gateway) };
}

async function longDay(scratch: string, upstream: string, { say }: Settings): Promise<Occupied> {
  const installation = await install(scratch, upstream);
  const running = await startSallyport(installation);
  try {
    const idle = occupiedBy(running);
    const token = await fetchToken(installation.issuer);
    await repeat(requests, () => call(installation, token));
    say(`memory: ${requests} requests were answered`);
    return { idle, loaded: occupiedBy(running) };
  } finally {
    await running.stop();
  }
}

async function call({ gateway }: Installation, token: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${gateway}/api/orders/42`, { headers });
  await response.arrayBuffer();
  if (response.status !== 200) throw new Error(`The gateway answered ${response.status}.`);
}

async function repeat(count: number, run: () => Promise<void>): Promise<void> {
  let left = count;
  const worker = async () => {
    while (left-- > 0) await run();
  };
  await Promise.all(Array.from({ length: 32 }, worker));
}

function report(gateway: Occupied, everything: Occupied) {
  const line = (name: string, { idle, loaded }: Occupied, most: number) => [
    name,
    number(idle),
    number(loaded),
    `${most}: ${loaded <= most ? 'met' : 'MISSED'}`,
  ];
  const lines = [
    line('gateway, 50,000 tokens', gateway, targets.gateway),
    line('everything, 1,000,000 requests', everything, targets.everything),
  ];
  const text = table(['', 'MB idle', 'MB loaded', 'at most'], lines);
  return { text, data: { targets, gateway, everything }, errors: [] };
}
