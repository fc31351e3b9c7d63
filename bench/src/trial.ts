import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Child } from './child.ts';
import { startChild } from './child.ts';
import type { Failure, Offer, Prepared, RunResult, Target } from './contender.ts';
import type { Load, Measured } from './load/generator.ts';
import type { Order, Result, Warm } from './load/process.ts';
import { hasWrk } from './load/wrk.ts';
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
  /** Requests a second in place of as many as get answered. */
  perSecond?: number;
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

export type { Measured };

/** What callers wait for at this load, with nothing asked of who answers. */
export async function measureLoad(load: Load): Promise<Measured> {
  const generator = startChild(new URL('load/process.ts', import.meta.url), null);
  try {
    const order: Order = { ...load, wrkDirectory: null };
    orThrow(await generator.ask<Warm | Failure>(order));
    return orThrow(await generator.next<Result | Failure>()).measured;
  } finally {
    await generator.stop();
  }
}

/** @param helpers processes that work for the load's side, such as the upstream */
export async function runTrial(
  server: Child,
  offer: Exclude<Offer, { offers: 'nothing' }>,
  helpers: readonly Child[],
  settings: TrialSettings,
): Promise<Trial> {
  if (offer.offers === 'operation') return runOperationTrial(server, settings);
  const target = offer.offers === 'http' ? offer.target : await prepare(server, settings);
  return runHttpTrial(server, target, helpers, settings);
}

/** What one trial spends, in requests for each of its seconds, at most. */
const spentPerSecond = 4_000;

async function prepare(server: Child, { seconds }: TrialSettings): Promise<Target> {
  const count = Math.round(seconds * spentPerSecond);
  return orThrow(await server.ask<Prepared | Failure>({ prepare: { count } })).prepared;
}

async function runHttpTrial(
  server: Child,
  target: Target,
  helpers: readonly Child[],
  { seconds, warmUpSeconds, connections, pinning, perSecond }: TrialSettings,
): Promise<Trial> {
  const generator = startChild(new URL('load/process.ts', import.meta.url), pinning?.load ?? null);
  const isSame = target.bodies === undefined && target.turns === undefined;
  const wrk = hasWrk() && isSame && perSecond === undefined;
  const directory = wrk ? await mkdtemp(join(tmpdir(), 'sallyport-bench-wrk-')) : null;
  try {
    const order: Order = {
      target,
      connections,
      // What can be done once only is not spent on a warm-up.
      warmUpSeconds: target.bodies ? 0.2 : warmUpSeconds,
      seconds,
      wrkDirectory: directory,
      ...(perSecond !== undefined && { perSecond }),
    };
    const loaders = [generator, ...helpers].map(({ pid }) => pid);
    orThrow(await generator.ask<Warm | Failure>(order));
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
    if (directory) await rm(directory, { recursive: true });
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

export async function runOperations(server: Child, seconds: number): Promise<RunResult['ran']> {
  return orThrow(await server.ask<RunResult | Failure>({ run: { seconds } })).ran;
}
