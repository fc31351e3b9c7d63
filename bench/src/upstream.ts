import { createServer } from 'node:net';
import { listen } from './contenders/offer.ts';

/**
 * The service behind the proxies of the bench: answers at once, and says what kind of credential
 * it was given, so that a gateway that did not swap is found out. Over `node:net`, because it shares a
 * processor with the load generator and must not be the limit. It trusts the proxies of the bench to
 * send a head in one piece, and to tell the length of a body.
 */
const kinds: [prefix: string, kind: string][] = [
  ['bearer eyJ', 'jwt'],
  ['bearer sp_at_', 'opaque'],
];

const answer = (type: string, body: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from(
      `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\ncontent-length: ${body.length}\r\n\r\n`,
    ),
    body,
  ]);

const answers = new Map(
  [...kinds.map(([, kind]) => kind), 'none'].map((kind) => [
    kind,
    answer('application/json', Buffer.from(JSON.stringify({ order: '42', credential: kind }))),
  ]),
);
const large = answer('application/octet-stream', Buffer.alloc(100 * 1024 * 1024, 'x'));

const authorization = /\r\nauthorization: *(bearer [a-z_]{3,6})/i;
const contentLength = /\r\ncontent-length: *(\d+)/i;

const server = createServer({ noDelay: true }, (socket) => {
  let pending = '';
  socket.setEncoding('latin1');
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: string) => {
    pending += chunk;
    const headEnd = pending.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const head = pending.slice(0, headEnd);
    const length = Number(contentLength.exec(head)?.[1] ?? 0);
    if (pending.length < headEnd + 4 + length) return;
    pending = pending.slice(headEnd + 4 + length);
    if (head.startsWith('GET /api/files/')) {
      socket.write(large);
      return;
    }
    const credential = authorization.exec(head)?.[1] ?? '';
    const kind = kinds.find(([prefix]) => isBearer(credential, prefix))?.[1] ?? 'none';
    socket.write(answers.get(kind)!);
  });
});

/** The scheme in any case, the token as it is. */
const isBearer = (credential: string, prefix: string): boolean =>
  (credential.slice(0, 7).toLowerCase() + credential.slice(7)).startsWith(prefix);

const origin = await listen(server);
process.once('disconnect', () => process.exit());
process.send!({ origin });
