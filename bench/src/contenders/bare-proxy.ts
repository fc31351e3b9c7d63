import { Agent, createServer, request as send } from 'node:http';
import { listen, offerHttp } from './offer.ts';
import { proxied, someToken, upstreamOrigin } from './proxied.ts';

/** A reverse proxy out of `node:http` alone: no checks, no swap, headers passed on as they are. */
const { hostname, port } = new URL(upstreamOrigin());
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

const server = createServer((request, response) => {
  const { method, url, headers } = request;
  const upstream = send({ agent, hostname, port, method, path: url, headers }, (answer) => {
    response.writeHead(answer.statusCode!, answer.headers);
    answer.pipe(response);
  });
  upstream.on('error', () => response.destroy());
  request.pipe(upstream);
});

offerHttp(proxied(await listen(server), someToken, 'opaque'));
