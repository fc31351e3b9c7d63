import { once } from 'node:events';
import { connect, createServer, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { systemClock } from '../runtime/system-clock.ts';
import { CheckSessions } from './check-sessions.ts';

afterEach(() => void vi.useRealTimers());

test('a sweep between the end of a session and its event goes past it', async () => {
  const warnings: unknown[] = [];
  const log = { warn: (...told: unknown[]) => void warnings.push(told) };
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const server = createServer();
  new CheckSessions({ clock: systemClock, log: log as never }).attach(server);
  const swept = new Promise<void>((resolve, reject) => {
    server.on('session', (session: ServerHttp2Session) => {
      session.destroy();
      try {
        vi.advanceTimersByTime(1_000);
        resolve();
      } catch (error) {
        reject(error);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = connect(`http://127.0.0.1:${port}`).on('error', () => {});
  await swept;
  client.destroy();
  server.close();
  await once(server, 'close');
  expect(warnings).toEqual([]);
});
