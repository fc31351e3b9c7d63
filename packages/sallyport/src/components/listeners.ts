import { addressFor } from '../config/address.ts';
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

export function gatewayListeners({ gateway: { url, listen, decide_port } }: Addresses) {
  const gateway: Listener = {
    ...addressFor(url, listen),
    name: 'gateway',
    key: listen ? 'gateway.listen' : 'gateway.url',
  };
  const decide: Listener = {
    host: '127.0.0.1',
    port: decide_port,
    name: 'decision endpoint',
    key: 'gateway.decide_port',
  };
  return { gateway, decide };
}
