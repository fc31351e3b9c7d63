/** rsyslog, logrotate and jq with the blocks of docs/pages/do/logs-to-a-collector.md, on a real log. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import {
  accessToken,
  ask,
  bearer,
  createWorld,
} from '../../packages/gateway/src/testing/gateway.fixture.ts';
import { newSite, sallyport } from '../../packages/sallyport/src/command.fixture.ts';
import { requires } from '../../testing/requires.ts';
import { until } from '../../testing/until.ts';
import { codeBlocks } from './code-blocks.ts';

const blocks = codeBlocks('docs/pages/do/logs-to-a-collector.md');
const titled = (name: string) => blocks.find(({ marks }) => marks['title'] === name)!.text;

async function newDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'sallyport-collector-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  return directory;
}

requires({ debian: ['rsyslog'] })('rsyslog', () => {
  test('it hands on each line of the log whole, with the trace of the caller and without the token', async () => {
    const directory = await newDirectory();
    const lines = await loggedLines();
    const received: string[] = [];
    const receiver = createServer((socket) => {
      socket.setEncoding('utf8').on('data', (piece: string) => void received.push(piece));
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void receiver.close());
    const { port } = receiver.address() as AddressInfo;
    const file = join(directory, 'sallyport.log');
    const configuration = titled('/etc/rsyslog.d/30-sallyport.conf')
      .replace('/var/log/sallyport/sallyport.log', file)
      .replace('target="collector.internal" port="5140"', `target="127.0.0.1" port="${port}"`);
    const path = join(directory, 'rsyslog.conf');
    await writeFile(path, `global(workDirectory="${directory}")\n${configuration}`);
    await writeFile(file, lines.join(''));
    const child = spawn('rsyslogd', ['-n', '-f', path, '-i', join(directory, 'pid')], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const exited = once(child, 'exit');
    onTestFinished(async () => {
      child.kill();
      await exited;
    });
    const read = () => received.join('').split('\n').filter(Boolean);
    await until(() => {
      if (child.exitCode !== null) throw new Error(`rsyslogd ended with ${child.exitCode}`);
      return read().length >= lines.length;
    });
    expect(read().map((line) => JSON.parse(line))).toEqual(lines.map((line) => JSON.parse(line)));
    const requests = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'request');
    expect(requests).toMatchObject([
      { status: 200, sub: 'alice', trace: '4bf92f3577b34da6a3ce929d0e0e4736' },
      { status: 401, reason: 'invalid_token' },
      { status: 403, reason: 'insufficient_scope' },
    ]);
    expect(received.join('')).not.toContain(accessToken('alice'));
  });
});

requires({ debian: ['logrotate'] })('logrotate', () => {
  test('it moves the log away, and Sallyport goes on in a new file', async () => {
    const site = await newSite();
    onTestFinished(site.remove);
    const directory = await newDirectory();
    const log = join(directory, 'sallyport.log');
    const config = await site.configure(`log: { access: true, file: "${log}" }`);
    const command = sallyport([
      'start',
      '--config',
      config,
      '--data-dir',
      site.dataDir,
      '--no-restart',
    ]);
    onTestFinished(async () => {
      command.process.kill();
      await command.ended;
    });
    const lines = async (file: string) =>
      (await readFile(file, 'utf8').catch(() => '')).split('\n');
    const messages = async (file: string) =>
      (await lines(file)).filter(Boolean).map((line) => JSON.parse(line).msg);
    await command.until(async () => (await messages(log)).includes('Ready'));

    const rotation = titled('/etc/logrotate.d/sallyport')
      .replace('/var/log/sallyport/sallyport.log', log)
      // As systemd does: to each process of the unit.
      .replace(
        'systemctl kill --signal=HUP sallyport',
        `kill -HUP $(pgrep -P ${command.process.pid}) ${command.process.pid}`,
      );
    const file = join(directory, 'rotation');
    await writeFile(file, rotation, { mode: 0o600 });
    await promisify(execFile)('logrotate', ['--force', '--state', join(directory, 'state'), file]);

    const asked = async () => {
      await fetch(`${site.gateway}/nothing-here`);
      return messages(log);
    };
    await expect.poll(asked).toContain('request');
    expect(await messages(log)).not.toContain('Ready');
    expect(await messages(`${log}.1`)).toContain('Ready');
  });
});

requires({ debian: ['jq'] })('jq', () => {
  test('each question finds its lines', async () => {
    const directory = await newDirectory();
    const lines = await loggedLines();
    await writeFile(join(directory, 'sallyport.log'), lines.join(''));
    const questions = blocks
      .filter(({ language }) => language === 'sh')
      .at(-1)!
      .text.trim()
      .split('\n');
    const answers = await Promise.all(
      questions.map(async (question) => {
        const { stdout } = await promisify(execFile)('sh', ['-c', question], { cwd: directory });
        return stdout
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line));
      }),
    );
    expect(answers).toMatchObject([
      [{ route: '/api/refunds/*', reason: 'insufficient_scope', client: expect.any(String) }],
      [{ msg: 'request', status: 200, trace: '4bf92f3577b34da6a3ce929d0e0e4736' }],
      [],
    ]);
  });
});

/** Of a gateway that allowed one request and refused two. */
async function loggedLines(): Promise<string[]> {
  const world = await createWorld({
    prepare(issuer) {
      const require = { permissions: ['orders:refund'] };
      issuer.routes = [{ ...issuer.routes[0]!, path: '/api/refunds/*', require }, ...issuer.routes];
    },
  });
  onTestFinished(() => world.close());
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  const headers = { ...bearer(accessToken('alice')), traceparent };
  await ask(world.port, '/api/orders?secret=1', { headers });
  await ask(world.port, '/api/orders');
  await ask(world.port, '/api/refunds/1', { headers: bearer(accessToken('alice')) });
  const count = () => world.logged.filter((line) => line.includes('"request"')).length;
  await expect.poll(count).toBe(3);
  return world.logged;
}
