import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers with the `Authorization` that it got, or with the caller that a proxy in front of it tells. */
export async function startEcho(): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(({ headers }, response) => {
    const caller = headers['x-caller'];
    response.end(caller ? JSON.stringify({ caller }) : headers.authorization);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
