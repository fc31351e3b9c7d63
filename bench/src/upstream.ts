import { createServer } from 'node:http';
import { listen } from './contenders/offer.ts';

/**
 * The service behind the proxies of the bench: answers at once, and says what kind of credential
 * it was given, so that a gateway that did not swap is found out.
 */
const kinds: [prefix: string, kind: string][] = [
  ['Bearer eyJ', 'jwt'],
  ['Bearer sp_at_', 'opaque'],
];
const answers = new Map(
  [...kinds.map(([, kind]) => kind), 'none'].map((kind) => [
    kind,
    Buffer.from(JSON.stringify({ order: '42', credential: kind })),
  ]),
);

const server = createServer((request, response) => {
  const { authorization = '' } = request.headers;
  const kind = kinds.find(([prefix]) => authorization.startsWith(prefix))?.[1] ?? 'none';
  const body = answers.get(kind)!;
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
});
server.keepAliveTimeout = 60_000;

const origin = await listen(server);
process.once('disconnect', () => process.exit());
process.send!({ origin });
