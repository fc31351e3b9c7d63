import type { MetricDefinition } from '@sallyport/base/metrics/definition.ts';
import { Metrics } from '@sallyport/base/metrics/metrics.ts';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { startManagement } from './management-server.ts';
import { createParts, type Parts } from './parts.ts';
import { observeProcess } from './process-metrics.ts';

const metrics = new Metrics();
let parts: Parts;
let url: string;

beforeEach(async () => {
  parts = createParts(['issuer', 'gateway'], metrics);
  const server = await startManagement({ host: '127.0.0.1', port: 0 }, parts);
  onTestFinished(() => server.close());
  url = `http://127.0.0.1:${server.port}`;
});

async function readiness() {
  const answer = await fetch(`${url}/health/ready`);
  return [answer.status, await answer.json()] as const;
}

test('it is ready when all of its parts are, and says which is not, and why', async () => {
  const starting = { ready: false, reason: 'It is starting.' };
  expect(await readiness()).toEqual([
    503,
    { status: 'not_ready', parts: { issuer: starting, gateway: starting } },
  ]);
  parts.started('issuer', async () => ({ ready: true }));
  parts.started('gateway', () => ({ ready: false, reason: 'It has no lease.' }));
  expect(await readiness()).toEqual([
    503,
    {
      status: 'not_ready',
      parts: { issuer: { ready: true }, gateway: { ready: false, reason: 'It has no lease.' } },
    },
  ]);
  parts.started('gateway', () => ({ ready: true }));
  expect((await readiness())[0]).toBe(200);
  parts.stopping();
  expect((await readiness())[0]).toBe(503);
});

test('it is alive whatever its parts are', async () => {
  const answer = await fetch(`${url}/health/live`);
  expect([answer.status, await answer.json()]).toEqual([200, { status: 'live' }]);
});

test.each([
  ['/', 'GET', 404],
  ['/metrics/', 'GET', 404],
  ['/metrics', 'POST', 405],
  ['/health/ready', 'DELETE', 405],
])('%s with %s is answered with %i', async (path, method, status) => {
  expect((await fetch(url + path, { method })).status).toBe(status);
});

test('metrics are text that Prometheus reads, whatever an attribute holds', async () => {
  const durations: MetricDefinition = {
    name: 'http.server.request.duration',
    kind: 'histogram',
    unit: 's',
    description: 'A back\\slash and\na line.',
    attributes: ['http.route'],
  };
  metrics.histogram(durations, { 'http.route': '/a"b\\c\nd' }).record(0.003);
  const decisions = { ...durations, name: 'sallyport.decisions', kind: 'counter', unit: '{x}' };
  metrics.counter(decisions as MetricDefinition, { verdict: 'allow' }).add(3);
  observeProcess(metrics);
  const answer = await fetch(`${url}/metrics`);
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const lines = (await answer.text()).trimEnd().split('\n');
  const line =
    /^(# (HELP|TYPE) [a-z0-9_]+ .*|[a-z0-9_]+(\{([a-z0-9_]+="([^"\\\n]|\\[\\"n])*",?)+\})? [-+0-9.eInf]+)$/;
  expect(lines.filter((each) => !line.test(each))).toEqual([]);
  expect(lines).toContain('# TYPE http_server_request_duration_seconds histogram');
  const labels = 'http_route="/a\\"b\\\\c\\nd"';
  const bucket = `http_server_request_duration_seconds_bucket{${labels}`;
  expect(lines).toContain(`${bucket},le="0.0025"} 0`);
  expect(lines).toContain(`${bucket},le="0.005"} 1`);
  expect(lines).toContain(`${bucket},le="+Inf"} 1`);
  expect(lines).toContain(`http_server_request_duration_seconds_count{${labels}} 1`);
  expect(lines).toContain('sallyport_decisions_total{verdict="allow"} 3');
  expect(lines.some((each) => /^process_cpu_time_seconds_total\{.*\} \d/.test(each))).toBe(true);
  expect(lines.some((each) => /^nodejs_eventloop_utilization_ratio [\d.]+$/.test(each))).toBe(true);
});
