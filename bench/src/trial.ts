import type { Child } from './child.ts';
import { startChild } from './child.ts';
import type { Failure, Offer, RunResult } from './contender.ts';
import type { Load } from './load/generator.ts';
import type { Result, Warm } from './load/process.ts';
import type { Pinning } from './machine.ts';
import { readBusySeconds, readTree, type Usage, usageOf } from './proc.ts';

/** One contender, measured once. */
export interface Trial {
  perSecond: number;
  serverCpuPer1000: number;
  postgresCpuPer1000: number;
  /** Shares of the time measured; 1 is one processor, all of the time. */
  serverBusy: number;
  loadBusy: number;
  /** Everything else on the machine: how far the other figures can be trusted. */
  othersBusy: number;
  p50Milliseconds: number | null;
  p99Milliseconds: number | null;
}

export interface TrialSettings {
  seconds: number;
  warmUpSeconds: number;
  connections: number;
  pinning: Pinning | null;
}

interface Cpu extends Usage {
  load: number;
  everybody: number;
}

function readCpu(server: Child, load: readonly number[]): Cpu {
  const ofLoad = load.flatMap((pid) => readTree(pid));
  return {
    ...usageOf(readTree(server.pid)),
    load: usageOf(ofLoad).serverCpuSeconds,
    everybody: readBusySeconds(),
  };
}

function toTrial(before: Cpu, after: Cpu, count: number, seconds: number): Trial {
  const spent = (of: keyof Cpu) => Math.max(0, after[of] - before[of]);
  const server = spent('serverCpuSeconds');
  const postgres = spent('postgresCpuSeconds');
  return {
    perSecond: count / seconds,
    serverCpuPer1000: (server / count) * 1000,
    postgresCpuPer1000: (postgres / count) * 1000,
    serverBusy: (server + postgres) / seconds,
    loadBusy: spent('load') / seconds,
    othersBusy: Math.max(0, spent('everybody') - server - postgres - spent('load')) / seconds,
    p50Milliseconds: null,
    p99Milliseconds: null,
  };
}

/** @param helpers processes that work for the load's side, such as the upstream */
export function runTrial(
  server: Child,
  offer: Exclude<Offer, { offers: 'nothing' }>,
  helpers: readonly Child[],
  settings: TrialSettings,
): Promise<Trial> {
  return offer.offers === 'http'
    ? runHttpTrial(server, offer, helpers, settings)
    : runOperationTrial(server, settings);
}

async function runHttpTrial(
  server: Child,
  { target }: Extract<Offer, { offers: 'http' }>,
  helpers: readonly Child[],
  { seconds, warmUpSeconds, connections, pinning }: TrialSettings,
): Promise<Trial> {
  const generator = startChild(new URL('load/process.ts', import.meta.url), pinning?.load ?? null);
  try {
    const load: Load = { target, connections, warmUpSeconds, seconds };
    const loaders = [generator, ...helpers].map(({ pid }) => pid);
    orThrow(await generator.ask<Warm | Failure>(load));
    const before = readCpu(server, loaders);
    const { measured } = orThrow(await generator.next<Result | Failure>());
    const after = readCpu(server, loaders);
    const { p50Milliseconds, p99Milliseconds } = measured;
    return {
      ...toTrial(before, after, measured.requests, measured.seconds),
      p50Milliseconds,
      p99Milliseconds,
    };
  } finally {
    await generator.stop();
  }
}

function orThrow<Sent extends object>(report: Sent | Failure): Sent {
  if ('failed' in report) throw new Error(report.failed);
  return report;
}

async function runOperationTrial(
  server: Child,
  { seconds, warmUpSeconds }: TrialSettings,
): Promise<Trial> {
  await runOperations(server, warmUpSeconds);
  const before = readCpu(server, []);
  const { operations, seconds: took } = await runOperations(server, seconds);
  return toTrial(before, readCpu(server, []), operations, took);
}

async function runOperations(server: Child, seconds: number): Promise<RunResult['ran']> {
  return orThrow(await server.ask<RunResult | Failure>({ run: { seconds } })).ran;
}
