/** rsyslog with the block of docs/pages/do/logs-to-a-collector.md, from the gateway's log to a receiver. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  accessToken,
  ask,
  bearer,
  createWorld,
} from '../../packages/gateway/src/testing/gateway.fixture.ts';
import { requires } from '../../testing/requires.ts';
import { codeBlocks } from './code-blocks.ts';

const [block] = codeBlocks('docs/pages/do/logs-to-a-collector.md').filter(
  ({ marks }) => marks['title'] === '/etc/rsyslog.d/30-sallyport.conf',
);

requires({ debian: ['rsyslog'] })('rsyslog', () => {
  test('it hands on each line of the log whole, with the trace of the caller and without the token', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'sallyport-rsyslog-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    const lines = await loggedLines();
    const received: string[] = [];
    const receiver = createServer((socket) => {
      socket.setEncoding('utf8').on('data', (piece: string) => void received.push(piece));
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void receiver.close());
    const { port } = receiver.address() as AddressInfo;
    const file = join(directory, 'sallyport.log');
    const configuration = block!.text
      .replace('/var/log/sallyport/sallyport.log', file)
      .replace('target="collector.internal" port="5140"', `target="127.0.0.1" port="${port}"`);
    const path = join(directory, 'rsyslog.conf');
    await writeFile(path, `global(workDirectory="${directory}")\n${configuration}`);
    await writeFile(file, lines.join(''));
    const child = spawn('rsyslogd', ['-n', '-f', path, '-i', join(directory, 'pid')], {
      stdio: 'ignore',
    });
    const exited = once(child, 'exit');
    onTestFinished(async () => {
      child.kill();
      await exited;
    });
    const read = () => received.join('').split('\n').filter(Boolean);
    await expect.poll(read, { timeout: 20_000 }).toHaveLength(lines.length);
    expect(read().map((line) => JSON.parse(line))).toEqual(lines.map((line) => JSON.parse(line)));
    const requests = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'request');
    expect(requests).toMatchObject([
      { status: 200, sub: 'alice', trace: '4bf92f3577b34da6a3ce929d0e0e4736' },
      { status: 401, reason: 'invalid_token' },
    ]);
    expect(received.join('')).not.toContain(accessToken('alice'));
  });
});

/** Of a gateway that allowed one request and refused another. */
async function loggedLines(): Promise<string[]> {
  const world = await createWorld();
  onTestFinished(() => world.close());
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  const headers = { ...bearer(accessToken('alice')), traceparent };
  await ask(world.port, '/api/orders?secret=1', { headers });
  await ask(world.port, '/api/orders');
  const count = () => world.logged.filter((line) => line.includes('"request"')).length;
  await expect.poll(count).toBe(2);
  return world.logged;
}
