/** The dashboard and the alert rules ask for what the real system measures. */
import { beforeAll, expect, test } from 'vitest';
import { monitoringQueries } from '../docs/checks/queries.ts';
import { dashboard } from '../docs/generators/monitoring/dashboard.ts';
import { createLinksClient } from '../packages/client/src/links.ts';
import { basic } from '../testing/issuer.ts';
import { createAdmin } from './support/admin.ts';
import { bob } from './support/people.ts';
import { parseQuery } from './support/promql.ts';
import { closedAfterwards } from './support/started.ts';
import { type Shop, shopApiSecret, startShop } from './support/system.ts';
import { signInToCli } from './support/tokens.ts';

const start = closedAfterwards();
let series: Series[];

beforeAll(async () => {
  const [shop] = await start(startShop());
  await useEverything(shop);
  series = read(await (await fetch(`${shop.management}/metrics`)).text());
});

/** What makes each metric have a value: sign-ins, links, take-aways, and a service that is gone. */
async function useEverything(shop: Shop): Promise<void> {
  const admin = await createAdmin(shop.issuer);
  const { id } = await admin.findUser(bob.email);
  const { access_token: token } = await signInToCli(shop.issuer, bob);
  const headers = { authorization: `Bearer ${token}` };
  for (const path of ['/api/orders', '/api/orders', '/api/reports/summary', '/nowhere'])
    await fetch(shop.shop + path, { headers });
  await fetch(`${shop.shop}/api/orders`);
  await admin.giveRole(id, 'support');
  await admin.takeRole(id, 'support');
  const links = createLinksClient({
    issuer: shop.issuer,
    clientId: 'shop-api',
    clientSecret: shopApiSecret,
  });
  await links.create({
    url: `${shop.shop}/landing.html`,
    api: 'https://orders.example',
    permissions: ['orders:read'],
  });
  await fetch(`${shop.issuer}/introspect`, {
    method: 'POST',
    headers: { authorization: basic('shop-api', shopApiSecret) },
    body: new URLSearchParams({ token }),
  });
  await shop.stopOrders();
  await fetch(`${shop.shop}/api/orders`, { headers });
}

interface Series {
  metric: string;
  labels: Record<string, string>;
}

function read(text: string): Series[] {
  const lines = text.split('\n').filter((line) => line && !line.startsWith('#'));
  return lines.map((line) => {
    const [, metric, labels = ''] = /^(\w+)(?:\{(.*)\})? /.exec(line)!;
    const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)];
    return { metric: metric!, labels: Object.fromEntries(pairs.map(([, k, v]) => [k!, v!])) };
  });
}

/** Labels and metrics that Prometheus makes of itself. */
const ofPrometheus = new Set(['job', 'instance', 'up']);

/** Failures that a healthy system does not have; the unit tests of each metric show that they exist. */
const rare = new Set([
  'sallyport_gateway_http2_floods_total',
  'sallyport_issuer_sign_ins_total{sallyport_sign_in_method!="password"}',
  'sallyport_issuer_sign_ins_total{sallyport_result="refused"}',
  'sallyport_issuer_maintenance_runs_total{sallyport_result="failed"}',
  'sallyport_issuer_tokens_total{sallyport_result=~"invalid_client|invalid_grant"}',
]);

const fits: Record<string, (actual: string, value: string) => boolean> = {
  '=': (actual, value) => actual === value,
  '!=': (actual, value) => actual !== value,
  '=~': (actual, value) => new RegExp(`^(?:${value})$`).test(actual),
  '!~': (actual, value) => !new RegExp(`^(?:${value})$`).test(actual),
};

test.for(monitoringQueries)('$place asks for what there is', ({ expression }) => {
  const { selectors, groupedBy } = parseQuery(expression);
  expect(selectors).not.toEqual([]);
  const missing: string[] = [];
  const labels = new Set(ofPrometheus);
  for (const { metric, matchers } of selectors) {
    if (ofPrometheus.has(metric) || rare.has(metric)) {
      labels.add('sallyport_flood');
      continue;
    }
    const found = series.filter((each) => each.metric === metric);
    if (found.length === 0) missing.push(metric);
    for (const { labels: known } of found)
      for (const label of Object.keys(known)) labels.add(label);
    for (const { label, operator, value } of matchers) {
      if (ofPrometheus.has(label)) continue;
      const wanted = `${metric}{${label}${operator}"${value}"}`;
      const exists = ({ labels: known }: Series) =>
        known[label] !== undefined && (rare.has(wanted) || fits[operator]!(known[label], value));
      if (!found.some(exists)) missing.push(wanted);
    }
  }
  expect(missing).toEqual([]);
  expect(groupedBy.filter((label) => !labels.has(label))).toEqual([]);
});

test('a misspelt metric, label or value is found', () => {
  expect(() => parseQuery('sum by (job) (rate(x[5m])')).toThrow('Not PromQL');
  const { selectors, groupedBy } = parseQuery(
    'sum by (job, le) (rate(x_total{a="b", c=~"d.*"}[5m]))',
  );
  expect(groupedBy).toEqual(['job', 'le']);
  expect(selectors).toEqual([
    {
      metric: 'x_total',
      matchers: [
        { label: 'a', operator: '=', value: 'b' },
        { label: 'c', operator: '=~', value: 'd.*' },
      ],
    },
  ]);
});

test('the panels of the dashboard have ids of their own and do not overlap', () => {
  const { panels } = dashboard() as { panels: { id: number; gridPos: Box }[] };
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  const overlapping = panels.flatMap(({ gridPos: one }, index) =>
    panels.slice(index + 1).filter(({ gridPos: other }) => overlap(one, other)),
  );
  expect(overlapping).toEqual([]);
  expect(Math.max(...panels.map(({ gridPos: { x, w } }) => x + w))).toBe(24);
});

interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

const overlap = (one: Box, other: Box): boolean =>
  one.x < other.x + other.w &&
  other.x < one.x + one.w &&
  one.y < other.y + other.h &&
  other.y < one.y + one.h;
