import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchVariable } from '../contender.ts';
import { answering, freeOrigin, offerHttp, offerNothing } from './offer.ts';
import { proxied, someToken, upstreamOrigin } from './proxied.ts';

/** Envoy as a plain reverse proxy, one worker, no access log. */
if (spawnSync('envoy', ['--version']).status === 0) await startEnvoy();
else offerNothing('envoy is not installed');

async function startEnvoy(): Promise<void> {
  const origin = await freeOrigin();
  const file = join(process.env[scratchVariable]!, 'envoy.json');
  writeFileSync(file, JSON.stringify(configuration(new URL(origin), new URL(upstreamOrigin()))));
  const args = ['-c', file, '--concurrency', '1', '-l', 'error', '--use-dynamic-base-id'];
  const envoy = spawn('envoy', args, { stdio: ['ignore', 'ignore', 'inherit'] });
  await answering(origin);
  offerHttp(proxied(origin, someToken, 'opaque'), async () => {
    envoy.kill('SIGTERM');
    await once(envoy, 'exit');
  });
}

function address({ hostname, port }: URL): object {
  return { socket_address: { address: hostname, port_value: Number(port) } };
}

function typed(name: string, rest: object): object {
  return { '@type': `type.googleapis.com/envoy.extensions.filters.${name}`, ...rest };
}

function configuration(listen: URL, upstream: URL): object {
  const routes = [{ match: { prefix: '/' }, route: { cluster: 'service', timeout: '0s' } }];
  const manager = typed('network.http_connection_manager.v3.HttpConnectionManager', {
    stat_prefix: 'bench',
    route_config: { virtual_hosts: [{ name: 'all', domains: ['*'], routes }] },
    http_filters: [{ name: 'router', typed_config: typed('http.router.v3.Router', {}) }],
  });
  const endpoint = { endpoint: { address: address(upstream) } };
  return {
    static_resources: {
      listeners: [
        {
          address: address(listen),
          filter_chains: [{ filters: [{ name: 'http', typed_config: manager }] }],
        },
      ],
      clusters: [
        {
          name: 'service',
          type: 'STATIC',
          load_assignment: { cluster_name: 'service', endpoints: [{ lb_endpoints: [endpoint] }] },
        },
      ],
    },
  };
}
