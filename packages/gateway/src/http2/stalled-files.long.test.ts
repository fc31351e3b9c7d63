import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type ClientHttp2Session, connect } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWorld, type World } from '../testing/gateway.fixture.ts';
import { tlsSettings } from './asking.fixture.ts';

const host = 'localhost:8443';
const fileBytes = 1_000_000;
let world: World;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-stalled-'));
  await writeFile(join(folder, 'large.txt'), 'x'.repeat(fileBytes));
  const rest = { client: 'shop-web', client_secret: 's', scopes: ['openid'], static: folder };
  world = await createWorld({
    settings: {
      ...(await tlsSettings()),
      cookieKeys: [randomBytes(32)],
      applications: [{ host, path: '/', ...rest }],
    },
  });
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true });
});

/** A caller that takes so many bytes of each answer, until its streams are read. */
async function connectTaking(initialWindowSize: number): Promise<ClientHttp2Session> {
  const session = connect(`https://127.0.0.1:${world.port}`, {
    rejectUnauthorized: false,
    settings: { initialWindowSize },
  });
  session.on('error', () => {});
  await once(session, 'localSettings');
  return session;
}

function openFile(session: ClientHttp2Session) {
  const stream = session.request({ ':path': '/large.txt', ':authority': host });
  stream.on('error', () => {});
  return stream;
}

test('what is read of files for callers that take nothing has a bound, however many they are', async () => {
  const before = process.memoryUsage().arrayBuffers;
  const sessions: ClientHttp2Session[] = [];
  for (let connection = 0; connection < 8; connection++) {
    const session = await connectTaking(0);
    sessions.push(session);
    const streams = Array.from({ length: 200 }, () => openFile(session));
    const heads = await Promise.all(streams.map((stream) => once(stream, 'response')));
    expect(heads.every(([head]) => head[':status'] === 200)).toBe(true);
  }
  // 1,600 are open. Another one is read whole meanwhile.
  const reader = await connectTaking(1_000);
  const file = openFile(reader);
  let length = 0;
  for await (const piece of file) length += piece.length;
  expect(length).toBe(fileBytes);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100_000_000);
  for (const session of [...sessions, reader]) session.destroy();
});
