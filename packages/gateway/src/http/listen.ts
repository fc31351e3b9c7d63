import type { AddressInfo, Server } from 'node:net';
import type { Listener } from '../settings.ts';

/** @returns the port in use, which matters where 0 was asked for */
export const listen = (server: Server, { host, port }: Listener): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
