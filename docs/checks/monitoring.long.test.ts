import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { Metrics } from '../../packages/base/src/metrics/metrics.ts';
import { startManagement } from '../../packages/sallyport/src/management/management-server.ts';
import { createParts } from '../../packages/sallyport/src/management/parts.ts';
import { observeProcess } from '../../packages/sallyport/src/management/process-metrics.ts';
import { startListening } from '../../testing/listening-program.ts';
import { freePort } from '../../testing/ports.ts';
import { requires } from '../../testing/requires.ts';
import { until } from '../../testing/until.ts';
import { alerts } from '../generators/monitoring/alerts.ts';
import { monitoringQueries } from './queries.ts';

const rules = fileURLToPath(new URL('../public/monitoring/alerts.yaml', import.meta.url));
const job = { job: 'sallyport', instance: 'a:8082' };

/** `name{labels}` and what it is once a minute, in promtool's notation. */
interface Case {
  alert: string;
  /** Beside `severity`. */
  labels: Record<string, string>;
  series: Record<string, string>;
  /** Minutes after the start. */
  fires: number;
  silent: number;
}

const signIns = (method: string, result: string) =>
  `sallyport_issuer_sign_ins_total{job="sallyport",sallyport_sign_in_method="${method}",sallyport_result="${result}"}`;
const answers = (status: number) =>
  `http_server_request_duration_seconds_count{job="sallyport",sallyport_component="gateway",http_response_status_code="${status}"}`;

const cases: Case[] = [
  {
    alert: 'SallyportServerErrors',
    labels: { job: 'sallyport', sallyport_component: 'gateway' },
    series: { [answers(200)]: '0+60x60', [answers(503)]: '0+0x10 0+6x50' },
    fires: 25,
    silent: 9,
  },
  {
    alert: 'SallyportTakeAwayFailures',
    labels: { ...job, sallyport_result: 'failed' },
    series: {
      'sallyport_issuer_take_away_duration_seconds_count{job="sallyport",instance="a:8082",sallyport_result="failed"}':
        '0+0x10 1+0x50',
    },
    fires: 12,
    silent: 30,
  },
  {
    alert: 'SallyportProviderBroken',
    labels: { job: 'sallyport', sallyport_sign_in_method: 'google' },
    series: {
      [signIns('google', 'ok')]: '0+2x20 40+0x40',
      [signIns('google', 'refused')]: '0+1x60',
    },
    fires: 50,
    silent: 20,
  },
  {
    alert: 'SallyportPasswordGuessing',
    labels: { job: 'sallyport' },
    series: {
      [signIns('password', 'ok')]: '0+10x60',
      [signIns('password', 'refused')]: '0+1x20 20+30x40',
    },
    fires: 40,
    silent: 15,
  },
  {
    alert: 'SallyportRestarts',
    labels: job,
    series: {
      'process_uptime_seconds{job="sallyport",instance="a:8082"}':
        '60+60x10 60+60x5 60+60x5 60+60x5 60+60x100',
    },
    fires: 40,
    silent: 15,
  },
  {
    alert: 'SallyportNoLease',
    labels: job,
    series: {
      'sallyport_gateway_lease_remaining_seconds{job="sallyport",instance="a:8082"}':
        '4+0x10 0+0x10 4+0x20',
    },
    fires: 15,
    silent: 30,
  },
];

requires({ debian: ['prometheus'] })('Prometheus', () => {
  test('the rules are valid, and fire when they should and not before', () => {
    const directory = mkdtempSync(join(tmpdir(), 'sallyport-rules-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const file = join(directory, 'test.yaml');
    writeFileSync(file, stringify({ rule_files: [rules], tests: cases.map(promtoolTest) }));
    expect(promtool('check', 'rules', rules)).toContain(`${alerts.length} rules found`);
    expect(promtool('test', 'rules', file)).toContain('SUCCESS');
  });

  test('it reads the management port, and each query of rules and dashboard', async () => {
    const metrics = new Metrics();
    observeProcess(metrics);
    const parts = createParts([], metrics);
    const management = await startManagement({ host: '127.0.0.1', port: 0 }, parts);
    onTestFinished(() => management.close());
    const text = await (await fetch(`http://127.0.0.1:${management.port}/metrics`)).text();
    execFileSync('promtool', ['check', 'metrics'], { input: text });
    const port = await startPrometheus(management.port);
    const ask = async (query: string) => {
      const url = `http://127.0.0.1:${port}/api/v1/query?${new URLSearchParams({ query })}`;
      return (await (await fetch(url)).json()) as { status: string; data: { result: Found[] } };
    };
    await expect.poll(async () => (await ask('up')).data.result[0]?.value[1]).toBe('1');
    const refused: string[] = [];
    for (const { expression } of monitoringQueries) {
      if ((await ask(expression)).status !== 'success') refused.push(expression);
    }
    expect(refused).toEqual([]);
    const [version] = (await ask('target_info')).data.result;
    expect(version?.metric).toMatchObject({ service_name: 'sallyport' });
  });
});

interface Found {
  metric: Record<string, string>;
  value: [number, string];
}

const promtool = (...args: string[]): string =>
  execFileSync('promtool', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

function promtoolTest({ alert, labels, series, fires, silent }: Case) {
  const { labels: own, annotations } = ruleNamed(alert);
  return {
    interval: '1m',
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    alert_rule_test: [
      { eval_time: `${silent}m`, alertname: alert, exp_alerts: [] },
      {
        eval_time: `${fires}m`,
        alertname: alert,
        exp_alerts: [{ exp_labels: { ...own, ...labels }, exp_annotations: annotations }],
      },
    ],
  };
}

const ruleNamed = (name: string) =>
  parse(readFileSync(rules, 'utf8')).groups[0].rules.find(
    (rule: { alert: string }) => rule.alert === name,
  ) as { labels: object; annotations: object };

async function startPrometheus(target: number): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-prometheus-'));
  const file = join(directory, 'prometheus.yaml');
  const static_configs = [{ targets: [`127.0.0.1:${target}`] }];
  writeFileSync(
    file,
    stringify({
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      rule_files: [rules],
      scrape_configs: [{ job_name: 'sallyport', static_configs }],
    }),
  );
  const port = await freePort();
  const prometheus = await startListening(
    'prometheus',
    [
      'prometheus',
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(directory, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { directory, port },
  );
  onTestFinished(prometheus.close);
  const isReady = () =>
    fetch(`http://127.0.0.1:${port}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  await until(isReady);
  return port;
}
