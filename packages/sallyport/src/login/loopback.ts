import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Loopback {
  redirectUri: string;
  /** The address at which the browser arrived, with the answer in it. */
  answer: Promise<URL>;
  /** Takes an address that was copied from a browser elsewhere. @returns whether it has this answer */
  take(text: string): boolean;
  close(): void;
}

/**
 * Listens on a free port of this machine for the answer to one authorization request (RFC 8252, section
 * 7.3). What does not know `state` is another program's or a page's, and changes nothing.
 */
export async function listenForAnswer(state: string, port = 0): Promise<Loopback> {
  const answer = Promise.withResolvers<URL>();
  const server = createServer((request, response) => {
    if (request.method !== 'GET') return show(response, 405, 'Only a browser is expected here.');
    const isOurs = take(`${redirectUri.slice(0, -path.length)}${request.url}`);
    if (isOurs) show(response, 200, 'Go back to the terminal. You may close this page.');
    else show(response, 404, 'This is not the answer that the command line waits for.');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const redirectUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  const take = (text: string): boolean => {
    const url = URL.parse(text.trim());
    if (!url || url.origin + url.pathname !== redirectUri) return false;
    if (url.searchParams.get('state') !== state) return false;
    answer.resolve(url);
    return true;
  };
  return {
    redirectUri,
    answer: answer.promise,
    take,
    close() {
      server.close();
      // The page is whole by now; a browser keeps its connection open.
      server.closeIdleConnections();
    },
  };
}

const path = '/callback';

function show(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    // Its own address has the code.
    'Referrer-Policy': 'no-referrer',
    Connection: 'close',
  });
  response.end(
    `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Sallyport</title><p>${sentence}</p></html>\n`,
  );
}
