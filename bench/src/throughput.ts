import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Child, startChild } from './child.ts';
import { type Offer, requestVariable, scratchVariable, upstreamVariable } from './contender.ts';
import type { ProxiedRequest } from './contenders/proxied.ts';
import type { Row, RowReport, Settings } from './row.ts';
import { type Measurements, type Target, throughputReport } from './throughput-report.ts';
import { runTrial } from './trial.ts';

/** A row in which contenders do the same work as often as they can. */
export interface Throughput {
  name: string;
  title: string;
  /** Their names, and their files in `contenders/`. */
  contenders: Record<string, string>;
  /** The contender that the ratios refer to. */
  baseline: string;
  targets?: Target[];
  /** What goes through proxies to `upstream.ts`, which runs beside the load generator. */
  request?: ProxiedRequest;
  /** Of the load generator; as many as the command line says by default. */
  connections?: number;
}

/** Started by root, PostgreSQL runs as another user, who has to reach its own files in there. */
const passable = 0o711;

interface Entrant {
  name: string;
  child: Child;
  offer: Offer;
}

/** Before the first trial of a contender, so that its code is compiled; and before each other. */
const warmUpSeconds = { first: 3, later: 1 };

export function throughput(row: Throughput): Row {
  return {
    name: row.name,
    title: row.title,
    async measure(settings) {
      const scratch = await mkdtemp(join(tmpdir(), 'sallyport-bench-'));
      await chmod(scratch, passable);
      const children: Child[] = [];
      try {
        return await measure(row, settings, scratch, children);
      } finally {
        await Promise.all(children.map((child) => child.stop()));
        await rm(scratch, { recursive: true, force: true });
      }
    },
  };
}

async function measure(
  row: Throughput,
  settings: Settings,
  scratch: string,
  children: Child[],
): Promise<RowReport> {
  const { pinning } = settings;
  const start = (file: string, processor: number | undefined, env: Record<string, string>) => {
    const child = startChild(new URL(file, import.meta.url), processor ?? null, env);
    children.push(child);
    return child;
  };

  const environment: Record<string, string> = {};
  const helpers: Child[] = [];
  if (row.request) {
    environment[requestVariable] = row.request;
    const upstream = start('upstream.ts', pinning?.load, {});
    helpers.push(upstream);
    environment[upstreamVariable] = (await upstream.ask<{ origin: string }>()).origin;
  }

  const measurements: Measurements = {};
  const entrants: Entrant[] = [];
  for (const [name, file] of Object.entries(row.contenders)) {
    settings.say(`${row.name}: starting ${name}`);
    try {
      const own = await mkdtemp(join(scratch, 'contender-'));
      await chmod(own, passable);
      const child = start(`contenders/${file}`, pinning?.server, {
        ...environment,
        [scratchVariable]: own,
      });
      entrants.push({ name, child, offer: await child.ask<Offer>() });
      measurements[name] = { trials: [] };
    } catch (error) {
      measurements[name] = { error: (error as Error).message };
    }
  }

  for (let round = 0; round < settings.rounds; round++) {
    // Whatever comes after a heavy one finds the machine warmer than the others do.
    const first = round % entrants.length;
    for (const { name, child, offer } of [...entrants.slice(first), ...entrants.slice(0, first)]) {
      const kept = measurements[name]!;
      if (!('trials' in kept)) continue;
      if (offer.offers === 'nothing') {
        measurements[name] = { skipped: offer.because };
        continue;
      }
      try {
        const warmUp = round === 0 ? warmUpSeconds.first : warmUpSeconds.later;
        const trial = await runTrial(child, offer, helpers, {
          ...settings,
          connections: row.connections ?? settings.connections,
          warmUpSeconds: warmUp,
        });
        kept.trials.push(trial);
        settings.say(
          `${row.name}: round ${round + 1} of ${settings.rounds}, ${name}: ` +
            `${Math.round(trial.perSecond)}/s`,
        );
      } catch (error) {
        measurements[name] = { error: (error as Error).message };
      }
    }
  }
  return throughputReport(row, measurements);
}
