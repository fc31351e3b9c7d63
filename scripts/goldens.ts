import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { auditEventsReference } from '../docs/generators/audit-events.ts';
import { commandLineReference } from '../docs/generators/command-line.ts';
import { configurationReference } from '../docs/generators/configuration.ts';
import { errorsReference } from '../docs/generators/errors.ts';
import { httpApiReference } from '../docs/generators/http-api.ts';
import { logLinesReference } from '../docs/generators/log-lines.ts';
import { metricsReference } from '../docs/generators/metrics.ts';
import { alertRules } from '../docs/generators/monitoring/alert-rules.ts';
import { alertsReference } from '../docs/generators/monitoring/alerts-page.ts';
import { dashboard } from '../docs/generators/monitoring/dashboard.ts';
import { packageReferences } from '../docs/generators/packages.ts';
import { metadata } from '../packages/issuer/src/discovery/discovery.endpoint.ts';
import { jsonSchemaOf } from '../packages/sallyport/src/config/json-schema.ts';
import { configurationSchema } from '../packages/sallyport/src/config/schema.ts';
import { openApiDocument } from '../packages/sallyport/src/open-api/document.ts';
import { proxyNames } from '../packages/sallyport/src/options.ts';
import { proxies } from '../packages/sallyport/src/proxy-config/index.ts';
import { planFor } from '../packages/sallyport/src/proxy-config/sites.ts';
import { consoleApi } from './console-api.ts';
import { providerMarks } from './provider-marks.ts';

/** A file that is made from the code, kept under version control so that changes show in a diff. */
export interface Golden {
  /** From the root of the repository. */
  path: string;
  make(): string;
}

export const goldens: readonly Golden[] = [
  { path: 'docs/public/sallyport.schema.json', make: configurationJsonSchema },
  { path: 'docs/pages/look-up/command-line.md', make: commandLineReference },
  { path: 'docs/pages/look-up/errors.md', make: errorsReference },
  { path: 'docs/pages/look-up/configuration.md', make: configurationReference },
  { path: 'docs/pages/look-up/metrics.md', make: metricsReference },
  { path: 'docs/pages/look-up/audit-events.md', make: auditEventsReference },
  { path: 'docs/pages/look-up/log-lines.md', make: logLinesReference },
  { path: 'docs/pages/look-up/alerts.md', make: alertsReference },
  { path: 'docs/public/monitoring/alerts.yaml', make: alertRules },
  {
    path: 'docs/public/monitoring/dashboard.json',
    make: () => formatted(JSON.stringify(dashboard())),
  },
  {
    path: 'docs/public/discovery.json',
    make: () => formatted(JSON.stringify(metadata(issuer))),
  },
  {
    path: 'packages/issuer/src/pages/provider-marks.ts',
    make: () => formatted(providerMarks(), 'ts'),
  },
  { path: 'docs/public/openapi.json', make: openApi },
  {
    path: 'packages/console/src/api/schema.ts',
    make: () => formatted(consoleApi(), 'ts'),
  },
  {
    path: 'docs/pages/look-up/http-api.md',
    make: () => httpApiReference(openApiDocument(servers)),
  },
  ...Object.entries(packageReferences).map(([name, make]) => ({
    path: `docs/pages/look-up/packages/${name}.md`,
    make,
  })),
  ...proxyNames.map((name) => ({
    path: `docs/public/proxy-config/${name}.txt`,
    make: () => proxies[name](examplePlan),
  })),
];

const at = (port: number) => ({ host: '127.0.0.1', port });

/** Routes that differ by host, path, method and upstream. */
const examplePlan = planFor(
  {
    routes: [
      { path: '/api/orders/*', upstream: 'http://127.0.0.1:7001', api: 'https://orders.example' },
      {
        path: '/api/orders/{id}',
        methods: ['GET'],
        upstream: 'http://127.0.0.1:7001',
        api: 'https://orders.example',
      },
      {
        host: 'api.shop.example',
        path: '/v1/reports/*',
        strip_prefix: '/v1',
        upstream: 'https://reports.internal:7443/base',
        api: 'https://reports.example',
      },
    ],
    applications: [],
  },
  {
    decide: at(8081),
    decideGrpc: null,
    gateway: at(8080),
    publicHost: 'shop.example',
    cache: false,
  },
);

const issuer = 'https://id.example';

const servers = {
  issuer,
  gateway: 'https://shop.example',
  decide: 'http://127.0.0.1:8081',
  management: 'http://127.0.0.1:8082',
};

function openApi(): string {
  return formatted(JSON.stringify(openApiDocument(servers)));
}

function configurationJsonSchema(): string {
  const schema = { title: 'sallyport.yaml', ...jsonSchemaOf(configurationSchema) };
  return formatted(JSON.stringify(schema));
}

/** As the formatter wants it, which checks this file as well. */
function formatted(text: string, language: 'json' | 'ts' = 'json'): string {
  const biome = fileURLToPath(import.meta.resolve('@biomejs/biome/bin/biome'));
  return execFileSync(process.execPath, [biome, 'format', `--stdin-file-path=golden.${language}`], {
    input: text,
    encoding: 'utf8',
  });
}
