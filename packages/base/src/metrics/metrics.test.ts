import { expect, test } from 'vitest';
import type { MetricDefinition } from './definition.ts';
import { mergeMetrics } from './merge.ts';
import { Metrics } from './metrics.ts';

const define = (definition: Partial<MetricDefinition>): MetricDefinition => ({
  name: 'sallyport.test',
  kind: 'counter',
  unit: '{thing}',
  description: 'Things.',
  attributes: ['route'],
  ...definition,
});
const things = define({});
const durations = define({ name: 'sallyport.test.duration', kind: 'histogram', unit: 's' });

test('a counter with the same attributes is the same counter', () => {
  const metrics = new Metrics();
  metrics.counter(things, { route: '/a', verdict: 'allow' }).add();
  metrics.counter(things, { verdict: 'allow', route: '/a' }).add(2);
  expect(metrics.collect()).toEqual([
    { definition: things, points: [{ attributes: { route: '/a', verdict: 'allow' }, value: 3 }] },
  ]);
});

test('a duration counts in the bucket whose bound it does not exceed', () => {
  const metrics = new Metrics();
  const histogram = metrics.histogram(durations);
  for (const seconds of [0, 0.001, 0.0011, 10, 10.1]) histogram.record(seconds);
  const { counts } = histogram;
  expect([counts[0], counts[1], counts.at(-2), counts.at(-1)]).toEqual([2, 1, 1, 1]);
  expect(histogram.sum).toBeCloseTo(20.1021);
});

test('what is observed is read when the metrics are collected', () => {
  const metrics = new Metrics();
  let size = 1;
  metrics.observe(things, () => size);
  metrics.observe(things, () => [[{ route: '/a' }, 7]]);
  size = 2;
  expect(metrics.collect()[0]!.points).toEqual([
    { attributes: {}, value: 2 },
    { attributes: { route: '/a' }, value: 7 },
  ]);
});

test('sets of attributes have a bound: what comes later is counted together', () => {
  const metrics = new Metrics();
  for (let at = 0; at < 2_010; at++) metrics.counter(things, { route: `/${at}` }).add();
  const { points } = metrics.collect()[0]!;
  expect(points).toHaveLength(2_001);
  expect(points.at(-1)).toEqual({ attributes: { 'otel.metric.overflow': 'true' }, value: 10 });
  metrics.counter(things, { route: '/7' }).add();
  expect(metrics.counter(things, { route: '/7' }).value).toBe(2);
});

test('the metrics of several processes are one', () => {
  const held = define({ name: 'sallyport.test.held', kind: 'gauge', together: 'min' });
  const age = define({ name: 'sallyport.test.age', kind: 'gauge', together: 'max' });
  const all = [1, 0].map((value) => {
    const metrics = new Metrics();
    metrics.counter(things, { route: '/a' }).add(2);
    metrics.counter(things, { route: `/only/${value}` }).add();
    metrics.histogram(durations).record(0.002);
    metrics.observe(held, () => value);
    metrics.observe(age, () => value);
    return metrics.collect();
  });
  const merged = mergeMetrics(JSON.parse(JSON.stringify(all)));
  const pointsOf = (of: MetricDefinition) =>
    merged.find(({ definition }) => definition.name === of.name)!.points;
  expect(pointsOf(things)).toEqual([
    { attributes: { route: '/a' }, value: 4 },
    { attributes: { route: '/only/1' }, value: 1 },
    { attributes: { route: '/only/0' }, value: 1 },
  ]);
  expect(pointsOf(durations)).toMatchObject([{ sum: 0.004, counts: [0, 2, ...Array(12).fill(0)] }]);
  expect(pointsOf(held)).toEqual([{ attributes: {}, value: 0 }]);
  expect(pointsOf(age)).toEqual([{ attributes: {}, value: 1 }]);
});
