import { type Address, addressFor, parseListen } from '../config/address.ts';
import type { Configuration } from '../config/schema.ts';
import type { Listener } from '../explain-start.ts';

type Addresses = Pick<Configuration, 'issuer' | 'gateway'>;

export function issuerListener({ issuer: { url, listen } }: Addresses): Listener {
  return {
    ...addressFor(url, listen),
    name: 'issuer',
    key: listen ? 'issuer.listen' : 'issuer.url',
  };
}

/** Where gateways ask the issuer. */
export function internalListener({
  issuer: { internal },
}: Pick<Configuration, 'issuer'>): Listener {
  const address = parseListen(internal.listen)!;
  return { ...address, name: 'internal listener of the issuer', key: 'issuer.internal.listen' };
}

export function gatewayListeners({ gateway: settings }: Addresses) {
  const { url, listen, decide_port, decide_host: host, decide_grpc_port } = settings;
  const gateway: Listener = {
    ...addressFor(url, listen),
    name: 'gateway',
    key: listen ? 'gateway.listen' : 'gateway.url',
  };
  const decide: Listener = {
    host,
    port: decide_port,
    name: 'decision endpoint',
    key: 'gateway.decide_port',
  };
  const decideGrpc: Listener | null =
    decide_grpc_port === null
      ? null
      : {
          host,
          port: decide_grpc_port,
          name: 'decision endpoint for gRPC',
          key: 'gateway.decide_grpc_port',
        };
  return { gateway, decide, decideGrpc };
}

/** Null when there is to be none. */
export function managementListener({
  management: { listen },
}: Pick<Configuration, 'management'>): Listener | null {
  if (listen === null) return null;
  return { ...parseListen(listen)!, name: 'management port', key: 'management.listen' };
}

/** Where this machine reaches what listens there. */
export function urlOf({ host, port }: Address, scheme: 'http' | 'https' = 'http'): string {
  const reachable = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host;
  return `${scheme}://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}
