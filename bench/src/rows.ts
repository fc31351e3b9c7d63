import { consoleSpeed } from './console.ts';
import { directory } from './directory.ts';
import { latency } from './latency.ts';
import { memory } from './memory.ts';
import type { Row } from './row.ts';
import { signIns } from './sign-ins.ts';
import { startUp } from './start-up.ts';
import { throughput } from './throughput.ts';

const proxies = { 'bare node:http': 'bare-proxy.ts', nginx: 'nginx.ts', Envoy: 'envoy.ts' };

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
    targets: [{ contender: 'Sallyport', against: 'oidc-provider', atLeast: 2.6 }],
  }),
  throughput({
    name: 'code',
    title: 'Token endpoint: a code for an access token and an ID token (ES256)',
    contenders: { Sallyport: 'sallyport-code.ts', 'oidc-provider': 'oidc-provider-code.ts' },
    baseline: 'oidc-provider',
    targets: [{ contender: 'Sallyport', against: 'oidc-provider', atLeast: 1.5, by: 'cpu' }],
  }),
  throughput({
    name: 'refresh',
    title: 'Token endpoint: a refresh token that is kept',
    contenders: { Sallyport: 'sallyport-refresh.ts', 'oidc-provider': 'oidc-provider-refresh.ts' },
    baseline: 'oidc-provider',
    targets: [{ contender: 'Sallyport', against: 'oidc-provider', atLeast: 1.5, by: 'cpu' }],
  }),
  throughput({
    name: 'introspection',
    title: "Introspection of a user's token (oidc-provider: in memory)",
    contenders: {
      Sallyport: 'sallyport-introspection.ts',
      'oidc-provider': 'oidc-provider-introspection.ts',
    },
    baseline: 'oidc-provider',
    targets: [{ contender: 'Sallyport', against: 'oidc-provider', atLeast: 1 }],
  }),
  throughput({
    name: 'swap',
    title: 'Swap of a token not seen before (bare: one row read, one ES256 signature)',
    contenders: { Sallyport: 'sallyport-swap.ts', 'bare node:http': 'bare-swap.ts' },
    baseline: 'bare node:http',
    targets: [{ contender: 'Sallyport', against: 'bare node:http', atLeast: 0.3 }],
  }),
  throughput({
    name: 'sign-in-page',
    title: 'Sign-in: the page with the password (bare: one row read, a text of its size)',
    contenders: {
      Sallyport: 'sallyport-sign-in-page.ts',
      'bare node:http': 'bare-sign-in-page.ts',
    },
    baseline: 'bare node:http',
    targets: [{ contender: 'Sallyport', perSecond: 2_000 }],
  }),
  signIns,
  throughput({
    name: 'link',
    title: 'Action links: make one, durably (bare: a single INSERT, no checks, no audit event)',
    contenders: { Sallyport: 'sallyport-links.ts', 'bare node:http': 'bare-links.ts' },
    baseline: 'bare node:http',
    targets: [{ contender: 'Sallyport', against: 'bare node:http', atLeast: 0.5 }],
  }),
  throughput({
    name: 'redeem',
    title: 'Action links: redeem one, durably (bare: a single UPDATE, no checks)',
    contenders: { Sallyport: 'sallyport-redeem.ts', 'bare node:http': 'bare-redeem.ts' },
    baseline: 'bare node:http',
    targets: [{ contender: 'Sallyport', against: 'bare node:http', atLeast: 0.5 }],
  }),
  throughput({
    name: 'gateway',
    title: 'Gateway: a small GET with a token that was swapped before',
    contenders: { Sallyport: 'sallyport-gateway.ts', ...proxies },
    baseline: 'nginx',
    targets: [
      { contender: 'Sallyport', against: 'nginx', atLeast: 0.5, by: 'cpu' },
      { contender: 'Sallyport', against: 'Envoy', atLeast: 2, by: 'cpu' },
    ],
    request: 'get',
  }),
  throughput({
    name: 'gateway-observed',
    title: 'Gateway: the same with metrics and access log, as always, and without both',
    contenders: { Sallyport: 'sallyport-gateway.ts', 'without both': 'sallyport-unobserved.ts' },
    baseline: 'without both',
    targets: [{ contender: 'Sallyport', against: 'without both', atLeast: 0.95, by: 'cpu' }],
    request: 'get',
  }),
  throughput({
    name: 'gateway-post',
    title: 'Gateway: a small POST with a token that was swapped before',
    contenders: { Sallyport: 'sallyport-gateway.ts', ...proxies },
    baseline: 'nginx',
    targets: [{ contender: 'Sallyport', against: 'nginx', atLeast: 0.4, by: 'cpu' }],
    request: 'post',
  }),
  throughput({
    name: 'gateway-session',
    title: 'Gateway: a small GET with the session cookie of an application',
    contenders: { Sallyport: 'sallyport-session.ts', ...proxies },
    baseline: 'nginx',
    targets: [{ contender: 'Sallyport', against: 'nginx', atLeast: 0.4, by: 'cpu' }],
    request: 'get',
  }),
  throughput({
    name: 'gateway-nginx',
    title: 'nginx in front, which keeps decisions of the gateway for a second: a small GET',
    contenders: { 'nginx with decisions': 'nginx-decisions.ts', nginx: 'nginx.ts' },
    baseline: 'nginx',
    targets: [{ contender: 'nginx with decisions', against: 'nginx', atLeast: 0.9, by: 'cpu' }],
    request: 'get',
  }),
  throughput({
    name: 'gateway-download',
    title: 'Gateway: a response of 100 MB',
    contenders: { Sallyport: 'sallyport-gateway.ts', ...proxies },
    baseline: 'nginx',
    targets: [{ contender: 'Sallyport', against: 'nginx', atLeast: 0.6, by: 'cpu' }],
    request: 'download',
    connections: 2,
  }),
  latency,
  throughput({
    name: 'guard',
    title: 'Guard: verify an ES256 access token, one after the other in one process',
    contenders: {
      'guard, cached': 'guard-cached.ts',
      'guard, cold': 'guard-cold.ts',
      'jose jwtVerify': 'jose-verify.ts',
    },
    baseline: 'jose jwtVerify',
    targets: [{ contender: 'guard, cold', against: 'jose jwtVerify', atLeast: 1.5 }],
  }),
  startUp,
  consoleSpeed,
  directory,
  memory,
];
