import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { prepareNetwork } from './network.ts';

export interface Site {
  /** An origin of a site that is neither the issuer's nor the shop's. */
  url: string;
  close(): Promise<void>;
}

/**
 * Another site. It answers with these pages, by path; at `/cookies` it sets a strict cookie
 * and says which cookies it was sent.
 */
export async function startSite(pages: Record<string, string> = {}): Promise<Site> {
  const { cert, key } = await prepareNetwork();
  const server = createServer({ cert, key }, (request, response) => {
    const cookies = request.url === '/cookies';
    response.setHeader('content-type', 'text/html');
    if (cookies) response.setHeader('set-cookie', strictCookie);
    const sent = request.headers.cookie ?? 'none';
    response.end(cookies ? `<p id="sent">${sent}</p>` : (pages[request.url ?? ''] ?? '<p></p>'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `https://www.elsewhere.test:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

const strictCookie = '__Host-strict=1; Path=/; Secure; HttpOnly; SameSite=Strict';
