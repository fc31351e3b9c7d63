import type { Row } from './row.ts';
import { throughput } from './throughput.ts';

/** What is measured, in this order. */
export const rows: readonly Row[] = [
  throughput({
    name: 'token',
    title:
      'Token endpoint: client credentials, client_secret_basic, opaque (oidc-provider: in memory)',
    contenders: {
      'oidc-provider': 'oidc-provider-token-endpoint.ts',
      'bare node:http': 'bare-token-endpoint.ts',
    },
    baseline: 'oidc-provider',
  }),
  throughput({
    name: 'gateway',
    title: 'Gateway: a small GET with a token that was swapped before',
    contenders: {
      'bare node:http': 'bare-proxy.ts',
      nginx: 'nginx.ts',
    },
    baseline: 'bare node:http',
    upstream: true,
  }),
];
