import { type Attributes, bounds, type Metric, type MetricDefinition } from './definition.ts';

/** A sum that only grows. */
export class Counter {
  value = 0;

  add(amount = 1): void {
    this.value += amount;
  }
}

/** How long something took, in buckets. */
export class Histogram {
  sum = 0;
  readonly counts: number[] = new Array(bounds.length + 1).fill(0);

  record(seconds: number): void {
    this.sum += seconds;
    let bucket = 0;
    while (bucket < bounds.length && seconds > bounds[bucket]!) bucket++;
    this.counts[bucket]!++;
  }
}

/** Values that are read when the metrics are: one, or one for each set of attributes. */
type Read = () => number | Iterable<readonly [Attributes, number]>;

interface Family {
  readonly definition: MetricDefinition;
  readonly counters: Map<string, Counter>;
  readonly histograms: Map<string, Histogram>;
  readonly attributes: Map<string, Attributes>;
  readonly reads: Read[];
}

/** Sets of attributes that a metric may have: what comes later is counted together. */
const maxSeries = 2_000;
/** OpenTelemetry's name for what is counted together. */
const overflow: Attributes = { 'otel.metric.overflow': 'true' };

/**
 * The metrics of a process. A counter or histogram is asked for once for each set of attributes and
 * then is a plain number: what is counted on the way of a request costs an addition, and everything
 * else is done when the metrics are collected.
 */
export class Metrics {
  /** False where nothing reads them: then what would cost something on each request need not be counted. */
  readonly areRead: boolean;
  readonly #families = new Map<string, Family>();

  constructor({ areRead = true }: { areRead?: boolean } = {}) {
    this.areRead = areRead;
  }

  counter(definition: MetricDefinition, attributes: Attributes = {}): Counter {
    const family = this.#familyOf(definition);
    return series(family, family.counters, attributes, () => new Counter());
  }

  histogram(definition: MetricDefinition, attributes: Attributes = {}): Histogram {
    const family = this.#familyOf(definition);
    return series(family, family.histograms, attributes, () => new Histogram());
  }

  /** For what is known anyway. `read` is called when the metrics are collected, and must not throw. */
  observe(definition: MetricDefinition, read: Read): void {
    this.#familyOf(definition).reads.push(read);
  }

  collect(): Metric[] {
    return [...this.#families.values()].map(({ definition, ...family }) => {
      const attributesOf = (key: string) => family.attributes.get(key)!;
      return {
        definition,
        points: [
          ...[...family.counters].map(([key, { value }]) => ({
            attributes: attributesOf(key),
            value,
          })),
          ...[...family.histograms].map(([key, { sum, counts }]) => ({
            attributes: attributesOf(key),
            sum,
            counts: [...counts],
          })),
          ...family.reads.flatMap(readNow),
        ],
      };
    });
  }

  #familyOf(definition: MetricDefinition): Family {
    let family = this.#families.get(definition.name);
    if (!family) {
      family = {
        definition,
        counters: new Map(),
        histograms: new Map(),
        attributes: new Map(),
        reads: [],
      };
      this.#families.set(definition.name, family);
    }
    return family;
  }
}

function series<T>(
  { attributes: known }: Family,
  of: Map<string, T>,
  attributes: Attributes,
  make: () => T,
): T {
  const given = keyOf(attributes);
  const isRoom = of.has(given) || of.size < maxSeries;
  const key = isRoom ? given : keyOf(overflow);
  let found = of.get(key);
  if (found === undefined) {
    found = make();
    of.set(key, found);
    known.set(key, isRoom ? attributes : overflow);
  }
  return found;
}

function readNow(read: Read) {
  const found = read();
  if (typeof found === 'number') return [{ attributes: {}, value: found }];
  return [...found].map(([attributes, value]) => ({ attributes, value }));
}

/** The same for the same attributes in whatever order. */
export const keyOf = (attributes: Attributes): string =>
  JSON.stringify(Object.entries(attributes).sort(([one], [other]) => (one < other ? -1 : 1)));
