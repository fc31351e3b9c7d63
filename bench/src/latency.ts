import type { Row, Settings } from './row.ts';
import { onStage, type Stage } from './stage.ts';
import { median } from './statistics.ts';
import { number, table } from './table.ts';
import { runTrial, type Trial } from './trial.ts';

const contenders = { direct: 'direct.ts', Sallyport: 'sallyport-gateway.ts' };
const target = { addedP99Milliseconds: 2 };

/**
 * At half of what it can do, requests at even intervals: what a caller waits for longer than without
 * a gateway.
 */
export const latency: Row = {
  name: 'gateway-latency',
  title: 'Gateway: time added at half load, a small GET with a token that was swapped before',
  measure: (settings) =>
    onStage({ name: 'gateway-latency', contenders, request: 'get' }, settings, (stage) =>
      measure(stage, settings),
    ),
};

async function measure({ entrants, helpers, failed }: Stage, settings: Settings) {
  const errors = Object.entries(failed).map(
    ([name, error]) => `gateway-latency, ${name}: ${error}`,
  );
  const run = (name: string, perSecond?: number): Promise<Trial> => {
    const { child, offer } = entrants.find((entrant) => entrant.name === name)!;
    if (offer.offers === 'nothing') throw new Error(offer.because);
    const rate = perSecond === undefined ? {} : { perSecond };
    return runTrial(child, offer, helpers, { ...settings, warmUpSeconds: 1, ...rate });
  };
  if (errors.length > 0) return { text: 'FAILED, see below', data: {}, errors };
  const full = await run('Sallyport');
  const perSecond = full.perSecond / 2;
  const rounds: { direct: Trial; sallyport: Trial }[] = [];
  for (let round = 0; round < settings.rounds; round++) {
    const direct = await run('direct', perSecond);
    rounds.push({ direct, sallyport: await run('Sallyport', perSecond) });
    settings.say(`gateway-latency: round ${round + 1} of ${settings.rounds}`);
  }
  const of = (read: (round: (typeof rounds)[number]) => number) => median(rounds.map(read));
  const p50 = (trial: Trial) => trial.p50Milliseconds ?? Number.NaN;
  const p99 = (trial: Trial) => trial.p99Milliseconds ?? Number.NaN;
  const added = of(({ direct, sallyport }) => p99(sallyport) - p99(direct));
  const line = (name: string, read: (round: (typeof rounds)[number]) => Trial) => [
    name,
    number(of((round) => read(round).perSecond)),
    number(of((round) => p50(read(round)))),
    number(of((round) => p99(read(round)))),
  ];
  const lines = [
    line('without a gateway', ({ direct }) => direct),
    line('through Sallyport', ({ sallyport }) => sallyport),
  ];
  const text = [
    table(['', 'per second', 'p50\nms', 'p99\nms'], lines),
    `  Target: at most ${target.addedP99Milliseconds} ms added at the 99th percentile: ` +
      `${added <= target.addedP99Milliseconds ? 'met' : 'MISSED'}, ${number(added)} ms.`,
  ].join('\n');
  return { text, data: { target, full, rounds }, errors };
}
