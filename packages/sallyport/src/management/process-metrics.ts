import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { MetricDefinition } from '@sallyport/base/metrics/definition.ts';
import type { Metrics } from '@sallyport/base/metrics/metrics.ts';

export const processMetrics = {
  cpu: {
    name: 'process.cpu.time',
    kind: 'counter',
    unit: 's',
    description: 'CPU time that the processes have taken.',
    attributes: ['cpu.mode'],
    alert: 'its rate stays near the number of workers: there are no reserves left.',
  },
  memory: {
    name: 'process.memory.usage',
    kind: 'gauge',
    unit: 'By',
    description: 'Memory that the processes hold in RAM.',
    attributes: [],
    alert: 'it grows from day to day.',
  },
  heap: {
    name: 'v8js.memory.heap.used',
    kind: 'gauge',
    unit: 'By',
    description: 'Of it, what JavaScript holds.',
    attributes: [],
  },
  uptime: {
    name: 'process.uptime',
    kind: 'gauge',
    unit: 's',
    description: 'How long the process that was started last has been running.',
    attributes: [],
    together: 'min',
    alert: 'it begins anew without a deployment: the process was started again.',
  },
  loopDelay: {
    name: 'nodejs.eventloop.delay.p99',
    kind: 'gauge',
    unit: 's',
    description:
      'By how much the event loop came late, of 100 times the worst but one, since the metrics were last read.',
    attributes: [],
    together: 'max',
    alert: 'it exceeds 0.1: every request waits that long.',
  },
  loopUtilization: {
    name: 'nodejs.eventloop.utilization',
    kind: 'gauge',
    unit: '1',
    description:
      'Share of the time in which the event loop was busy, since the metrics were last read.',
    attributes: [],
    together: 'max',
    alert: 'it stays above 0.8: add workers or nodes.',
  },
  certificate: {
    name: 'sallyport.tls.certificate.not_after',
    kind: 'gauge',
    unit: 's',
    description:
      'When the certificate of a listener expires, as a Unix time. Renewed files are read within ten seconds.',
    attributes: ['sallyport.tls'],
    together: 'min',
    alert: 'it is less than two weeks ahead: what renews it does not work.',
  },
  worker: {
    name: 'sallyport.worker.info',
    kind: 'gauge',
    unit: '{process}',
    description: 'The processes that run a gateway where there are several: always 1.',
    attributes: ['process.pid'],
  },
} as const satisfies Record<string, MetricDefinition>;

/** How finely the delay is measured, in milliseconds: also what this costs, a timer in each. */
const resolution = 20;

/** What every process tells of itself. */
export function observeProcess(metrics: Metrics): void {
  metrics.observe(processMetrics.cpu, () => {
    const { user, system } = process.cpuUsage();
    return [
      [{ 'cpu.mode': 'user' }, user / 1e6],
      [{ 'cpu.mode': 'system' }, system / 1e6],
    ];
  });
  metrics.observe(processMetrics.memory, () => process.memoryUsage.rss());
  metrics.observe(processMetrics.heap, () => process.memoryUsage().heapUsed);
  metrics.observe(processMetrics.uptime, () => process.uptime());
  const delay = monitorEventLoopDelay({ resolution });
  delay.enable();
  metrics.observe(processMetrics.loopDelay, () => {
    const late = Math.max(0, delay.percentile(99) / 1e9 - resolution / 1e3);
    delay.reset();
    return late;
  });
  let before = performance.eventLoopUtilization();
  metrics.observe(processMetrics.loopUtilization, () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    return utilization;
  });
}
