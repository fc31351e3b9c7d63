import type { RowReport } from './row.ts';
import { median, pairedRatio, summarize } from './statistics.ts';
import { number, table } from './table.ts';
import type { Trial } from './trial.ts';

/** `contender` is to do so much in a second. */
interface AbsoluteTarget {
  contender: string;
  perSecond: number;
}

/** `contender` is to do at least so many times what `against` does. */
interface RelativeTarget {
  contender: string;
  against: string;
  atLeast: number;
  /**
   * In the same time (the default), or with the same processor time of the server, which holds also
   * where the load generator is the limit.
   */
  by?: 'rate' | 'cpu';
}

export type Target = AbsoluteTarget | RelativeTarget;

type Measurement = { trials: Trial[] } | { skipped: string } | { error: string };
export type Measurements = Record<string, Measurement>;

interface Question {
  name: string;
  title: string;
  baseline: string;
  targets?: Target[];
}

const columns = [
  'contender',
  'per second',
  'spread',
  'ratio',
  'by\nCPU',
  'server\nCPU s\n/1,000',
  'PG\nCPU s\n/1,000',
  'p50\nms',
  'p99\nms',
];

/** Beyond this share of a processor, other programs are mentioned. */
const disturbance = 0.1;

export function throughputReport(question: Question, measurements: Measurements): RowReport {
  const lines = Object.entries(measurements).map(([name, measurement]) =>
    tableLine(name, measurement, question.baseline, measurements),
  );
  const remarks = [
    ...(question.targets ?? []).map((target) => judge(target, measurements)),
    ...Object.entries(measurements).flatMap(([name, measurement]) => doubts(name, measurement)),
  ];
  const errors = Object.entries(measurements).flatMap(([name, measurement]) =>
    'error' in measurement ? [`${question.name}, ${name}: ${measurement.error}`] : [],
  );
  const text = [table(columns, lines), ...remarks.map((remark) => `  ${remark}`)].join('\n');
  return { text, data: { ...question, measurements }, errors };
}

function tableLine(
  name: string,
  measurement: Measurement,
  baseline: string,
  measurements: Measurements,
): string[] {
  if ('skipped' in measurement) return [name, `skipped: ${measurement.skipped}`];
  if ('error' in measurement) return [name, 'FAILED, see below'];
  const { trials } = measurement;
  const of = (key: keyof Trial) => trials.map((trial) => trial[key] ?? Number.NaN);
  const rate = summarize(of('perSecond'));
  const ratio = ratioOf(name, baseline, 'rate', measurements);
  const byCpu = ratioOf(name, baseline, 'cpu', measurements);
  return [
    name,
    number(rate.median),
    `${number(rate.least)} to ${number(rate.most)}`,
    ratio === null ? '–' : ratio.median.toFixed(2),
    byCpu === null ? '–' : byCpu.median.toFixed(2),
    number(median(of('serverCpuPer1000'))),
    median(of('postgresCpuPer1000')) === 0 ? '–' : number(median(of('postgresCpuPer1000'))),
    number(median(of('p50Milliseconds'))),
    number(median(of('p99Milliseconds'))),
  ];
}

const measures = {
  rate: ({ perSecond }: Trial) => perSecond,
  /** Of the server without its database. */
  cpu: ({ serverCpuPer1000 }: Trial) => 1 / serverCpuPer1000,
};

function ratioOf(
  name: string,
  against: string,
  by: keyof typeof measures,
  measurements: Measurements,
) {
  const [own, other] = [measurements[name], measurements[against]];
  if (!own || !other || !('trials' in own) || !('trials' in other)) return null;
  return pairedRatio(own.trials.map(measures[by]), other.trials.map(measures[by]));
}

function judge(target: Target, measurements: Measurements): string {
  if ('perSecond' in target) return judgeAbsolute(target, measurements);
  const { contender, against, atLeast, by = 'rate' } = target;
  const wish = `Target: ${contender} at least ${atLeast} × ${against}${by === 'cpu' ? ' by CPU' : ''}`;
  const ratio = ratioOf(contender, against, by, measurements);
  if (ratio === null) return `${wish}: not measured.`;
  const verdict = ratio.median >= atLeast ? 'met' : 'MISSED';
  return `${wish}: ${verdict}, ${ratio.median.toFixed(2)} ×.`;
}

function judgeAbsolute({ contender, perSecond }: AbsoluteTarget, measurements: Measurements) {
  const wish = `Target: ${contender} at least ${number(perSecond)} a second`;
  const own = measurements[contender];
  if (!own || !('trials' in own)) return `${wish}: not measured.`;
  const rate = median(own.trials.map(measures.rate));
  return `${wish}: ${rate >= perSecond ? 'met' : 'MISSED'}, ${number(rate)}.`;
}

/** What speaks against taking a figure at its word. */
function doubts(name: string, measurement: Measurement): string[] {
  if (!('trials' in measurement)) return [];
  const { trials } = measurement;
  const busy = (key: 'serverBusy' | 'loadBusy' | 'othersBusy') =>
    median(trials.map((trial) => trial[key]));
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  const found: string[] = [];
  if (busy('loadBusy') > 0.9 && busy('serverBusy') < 0.9) {
    const [load, server] = [percent(busy('loadBusy')), percent(busy('serverBusy'))];
    found.push(
      `${name}: the load generator was the limit (${load} busy, the server ${server});\n` +
        '    compare CPU seconds instead.',
    );
  }
  if (busy('othersBusy') > disturbance) {
    found.push(`${name}: other programs used ${percent(busy('othersBusy'))} of a processor.`);
  }
  return found;
}
