import type { Row } from './row.ts';
import { startUp } from './start-up.ts';
import { throughput } from './throughput.ts';

/** What is measured, in this order. */
export const rows: readonly Row[] = [
  throughput({
    name: 'token',
    title: 'Token endpoint: client credentials, opaque token (oidc-provider: in memory)',
    contenders: {
      Sallyport: 'sallyport-token-endpoint.ts',
      'oidc-provider': 'oidc-provider-token-endpoint.ts',
      'bare node:http': 'bare-token-endpoint.ts',
    },
    baseline: 'oidc-provider',
    targets: [{ contender: 'Sallyport', against: 'oidc-provider', atLeast: 2 }],
  }),
  throughput({
    name: 'link',
    title: 'Action links: make one, durably (bare: a single INSERT, no checks, no audit event)',
    contenders: {
      Sallyport: 'sallyport-links.ts',
      'bare node:http': 'bare-links.ts',
    },
    baseline: 'bare node:http',
  }),
  throughput({
    name: 'gateway',
    title: 'Gateway: a small GET with a token that was swapped before',
    contenders: {
      Sallyport: 'sallyport-gateway.ts',
      'bare node:http': 'bare-proxy.ts',
      nginx: 'nginx.ts',
    },
    baseline: 'bare node:http',
    upstream: true,
  }),
  throughput({
    name: 'guard',
    title: 'Guard: verify an ES256 access token, one after the other in one process',
    contenders: {
      'guard, cached': 'guard-cached.ts',
      'guard, cold': 'guard-cold.ts',
      'jose jwtVerify': 'jose-verify.ts',
    },
    baseline: 'jose jwtVerify',
  }),
  startUp,
];
