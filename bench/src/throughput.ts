import type { ProxiedRequest } from './contenders/proxied.ts';
import type { Row, RowReport, Settings } from './row.ts';
import { onStage, type Stage } from './stage.ts';
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

/** Before the first trial of a contender, so that its code is compiled; and before each other. */
const warmUpSeconds = { first: 3, later: 1 };

export const throughput = (row: Throughput): Row => ({
  name: row.name,
  title: row.title,
  measure: (settings) => onStage(row, settings, (stage) => measure(row, settings, stage)),
});

async function measure(
  row: Throughput,
  settings: Settings,
  { entrants, failed, helpers }: Stage,
): Promise<RowReport> {
  const measurements: Measurements = {};
  for (const name of Object.keys(row.contenders)) {
    const error = failed[name];
    measurements[name] = error === undefined ? { trials: [] } : { error };
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
