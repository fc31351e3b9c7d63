/** What is told of a metric beside its values. The reference page is made of these. */
export interface MetricDefinition {
  /** By OpenTelemetry's semantic conventions where they have one; otherwise it begins with `sallyport.`. */
  readonly name: string;
  readonly kind: 'counter' | 'gauge' | 'histogram';
  /** In UCUM: `s`, `By`, `{request}`. */
  readonly unit: string;
  readonly description: string;
  /** Attributes whose number of values has a bound: a route's pattern, never a path, and no client. */
  readonly attributes: readonly string[];
  /** What the gauges of several processes are together. A sum when left out. */
  readonly together?: 'sum' | 'min' | 'max';
  /** When to wake a person for it. */
  readonly alert?: string;
}

export type Attributes = Readonly<Record<string, string>>;

/** What a metric has come to. It can be sent to another process. */
export interface Metric {
  readonly definition: MetricDefinition;
  readonly points: readonly Point[];
}

export type Point = NumberPoint | HistogramPoint;

export interface NumberPoint {
  readonly attributes: Attributes;
  readonly value: number;
}

export interface HistogramPoint {
  readonly attributes: Attributes;
  readonly sum: number;
  /** How many fell into each bucket; the last one is for what is above all bounds. */
  readonly counts: readonly number[];
}

/** Upper bounds of a histogram's buckets, in seconds, as the semantic conventions advise. */
export const bounds: readonly number[] = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];
