import { once } from 'node:events';
import { readdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setInterval } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import {
  atTerminal,
  type Command,
  newSite,
  postgresOf,
  type Site,
  sallyport,
  throughShell,
} from './command.fixture.ts';
import { isAlive } from './postgres/system.ts';

async function site(): Promise<Site> {
  const made = await newSite();
  onTestFinished(() => made.remove());
  return made;
}

function watched(command: Command): Command {
  onTestFinished(() => void command.process.kill('SIGKILL'));
  return command;
}

const startArguments = async (here: Site) => [
  ...['start', '--config', await here.configure('')],
  ...['--data-dir', here.dataDir],
];

/** Looks until it sees what it looks for. */
async function until<T>(look: () => Promise<T | null | false>): Promise<T> {
  for await (const _ of setInterval(10)) {
    const seen = await look();
    if (seen) return seen;
  }
  throw new Error('unreachable');
}

async function serverOf(here: Site): Promise<{ pid: number }> {
  return until(async () => {
    const found = await postgresOf(here);
    return found.kind === 'server' && found;
  });
}

const stopped = (here: Site) => until(async () => (await postgresOf(here)).kind === 'none');

test('a reader that has gone leaves nothing behind', async () => {
  const here = await site();
  const command = watched(atTerminal(await here.configure(''), here));
  await command.printed('ready in');
  command.process.stdout!.destroy();
  command.process.stderr!.destroy();
  command.process.kill('SIGHUP');
  expect((await command.ended).code).toBe(0);
  expect(await postgresOf(here)).toEqual({ kind: 'none' });
});

test('nor does a collector of the log that has gone keep it from ending', async () => {
  const here = await site();
  const command = watched(sallyport(await startArguments(here)));
  await command.logged('Ready');
  command.process.stdout!.destroy();
  command.process.kill('SIGTERM');
  expect(await command.ended).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('The log cannot be written (EPIPE): lines of it are lost.'),
  });
  expect(await postgresOf(here)).toEqual({ kind: 'none' });
});

test('a full disk takes the log, and not the server', async () => {
  const here = await site();
  await symlink('/dev/full', join(here.dataDir, 'sallyport.log'));
  const command = watched(atTerminal(await here.configure(''), here));
  await command.printed('ready in');
  expect((await fetch(`${here.issuer}/health/ready`)).status).toBe(200);
  command.process.kill('SIGTERM');
  const { code, stderr } = await command.ended;
  expect(code).toBe(0);
  expect(stderr).toBe('  The log cannot be written (ENOSPC): lines of it are lost.\n');
});

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  '%s while the cluster is made ends the start, and leaves nothing of it',
  async (signal) => {
    const here = await newSite({ first: true });
    onTestFinished(() => here.remove());
    const command = watched(sallyport(await startArguments(here)));
    const home = join(here.dataDir, 'postgres');
    const names = () => readdir(home).catch(() => []);
    await until(async () => (await names()).some((name) => name.startsWith('data.')));
    command.process.kill(signal);
    expect(await command.ended).toMatchObject({ code: 0, stderr: '' });
    expect(await names()).toEqual(['socket']);
  },
);

test('a signal while PostgreSQL starts ends both, and the start goes no further', async () => {
  const here = await site();
  const command = watched(sallyport(await startArguments(here)));
  await serverOf(here);
  command.process.kill('SIGTERM');
  const { code, stdout, stderr } = await command.ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).not.toContain('Joined the issuer');
  expect(await postgresOf(here)).toEqual({ kind: 'none' });
});

test('a second signal while it starts ends PostgreSQL as well', async () => {
  const here = await site();
  const command = watched(sallyport(await startArguments(here)));
  const { pid } = await serverOf(here);
  // As if it took long to recover.
  process.kill(pid, 'SIGSTOP');
  onTestFinished(() => void (isAlive(pid) && process.kill(pid, 'SIGCONT')));
  for await (const _ of setInterval(100)) {
    if (!command.process.kill('SIGINT')) break;
  }
  expect((await command.ended).code).toBe(1);
  process.kill(pid, 'SIGCONT');
  await stopped(here);
});

test('after an uncaught error nothing keeps running, and one sentence says what happened', async () => {
  const here = await site();
  const command = watched(atTerminal(await here.configure(''), here));
  await command.printed('ready in');
  command.process.kill('SIGUSR2');
  const log = join(here.dataDir, 'sallyport.log');
  expect(await command.ended).toMatchObject({
    code: 1,
    stderr:
      'Sallyport stopped because of an unexpected error: This is not caught. ' +
      `Its stack is in ${log}.\n`,
  });
  expect(await readFile(log, 'utf8')).toMatch(/"stack":"Error: This is not caught/);
  await stopped(here);
});

test('when npm ends without passing the signal on, it stops', async () => {
  const here = await site();
  const command = watched(throughShell(await startArguments(here)));
  await command.logged('Ready');
  command.process.kill('SIGTERM');
  await once(command.process, 'exit');
  const { stdout } = await command.ended;
  expect(stdout).toContain('"msg":"Stopped"');
  expect(await postgresOf(here)).toEqual({ kind: 'none' });
});
