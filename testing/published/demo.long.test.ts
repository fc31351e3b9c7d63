import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { accepts } from '../ports.ts';
import { createVisitor, csrfOf } from '../visitor.ts';
import { npm } from './npm.ts';
import { pack } from './pack.ts';

/** A person's machine: their home with npm's cache, a directory for temporary files, an empty folder. */
let machine: string;
let packed: Awaited<ReturnType<typeof pack>>;
/** How npm reaches its registry from here: settings of this machine, which a new home would not have. */
let userconfig: string;
const at = (name: string) => join(machine, name);
const ports = [7001, 7002, 8080, 8081, 8082, 9000, 9001, 9100];

beforeAll(async () => {
  [packed, machine] = await Promise.all([pack(), mkdtemp(join(tmpdir(), 'sallyport-machine-'))]);
  // Under root PostgreSQL runs as another account, which has to pass through.
  await chmod(machine, 0o711);
  for (const name of ['home', 'tmp', 'demo']) await mkdir(at(name));
  userconfig = (await npm(machine, 'config', 'get', 'userconfig')).trim();
}, 300_000);
afterAll(async () => {
  await Promise.all([machine, packed.directory].map((each) => rm(each, { recursive: true })));
});

interface Demo {
  process: ChildProcess;
  output(): string;
  /** When it says that it is ready. */
  ready: Promise<void>;
  ended: Promise<unknown>;
}

/** `npx sallyport demo`, as a person calls it who has never installed anything. */
const npx = (): Demo =>
  run('npx', '--yes', '--package', packed.tarballs.sallyport, 'sallyport', 'demo');

/** What npx starts, which reads the tarball for some seconds before. */
async function installed(): Promise<Demo> {
  const [folder = ''] = await readdir(at('home/.npm/_npx'));
  const program = at(`home/.npm/_npx/${folder}/node_modules/sallyport/lib/main.js`);
  return run(process.execPath, program, 'demo');
}

function run(program: string, ...args: string[]): Demo {
  const { PATH, ...inherited } = process.env;
  const others = Object.entries(inherited).filter(
    ([name]) =>
      !/^(npm_|vitest|node_|database_|sallyport_)/i.test(name) || name === 'NODE_EXTRA_CA_CERTS',
  );
  const child = spawn(program, args, {
    cwd: at('demo'),
    env: {
      ...Object.fromEntries(others),
      PATH: [dirname(process.execPath), PATH].join(delimiter),
      HOME: at('home'),
      TMPDIR: at('tmp'),
      npm_config_cache: at('home/.npm'),
      npm_config_update_notifier: 'false',
      npm_config_userconfig: userconfig,
    },
    // A group of its own, for a terminal's Ctrl-C is for all that run in it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = once(child, 'close');
  const ready = new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (output.includes('Ctrl-C stops everything')) resolve();
      });
    }
    void ended.then(() => reject(new Error(`It ended first: ${output}`)));
  });
  // A test that only waits for its end is not to fail by this.
  ready.catch(() => {});
  // The next test needs the same ports, whatever became of this one.
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, 'SIGINT');
    await ended;
  });
  return { process: child, output: () => output, ready, ended };
}

async function endedBy({ process: { pid }, ended }: Demo, signal: NodeJS.Signals): Promise<void> {
  process.kill(-pid!, signal);
  await ended;
}

/** Alice in a browser: signs in at the shop and reads the orders. */
async function readOrders(): Promise<number> {
  const browser = createVisitor();
  let visit = await browser.get('http://localhost:8080/auth/login?return_to=/');
  while (visit.next?.startsWith('http://localhost:') && !visit.text.includes('name="csrf"')) {
    visit = await browser.get(visit.next);
  }
  const alice = { email: 'alice@example.com', password: 'correct horse alice' };
  visit = await browser.post(visit.url, { csrf: csrfOf(visit), ...alice });
  while (visit.next && visit.next !== 'http://localhost:8080/')
    visit = await browser.get(visit.next);
  return (await browser.get('http://localhost:8080/api/orders')).status;
}

test('an empty folder, with nothing of npm in the cache', async () => {
  const demo = npx();
  await demo.ready;
  expect(await readOrders()).toBe(200);
  expect((await fetch('http://localhost:8080/api/orders')).status).toBe(401);
  await endedBy(demo, 'SIGINT');
  expect(demo.output()).toContain('Stopped.');
  for (const port of ports) expect(await accepts(port), String(port)).toBe(false);
  expect(await readdir(at('demo'))).toEqual(['.sallyport']);
  expect(await readdir(at('home'))).toEqual(['.npm']);
});

test('nothing is left outside the folder', async () => {
  // Without npm, whose own compile cache is among the temporary files.
  await rm(at('tmp'), { recursive: true });
  await mkdir(at('tmp'));
  const demo = await installed();
  await demo.ready;
  expect(await readOrders()).toBe(200);
  await endedBy(demo, 'SIGINT');
  expect(await readdir(at('tmp'))).toEqual([]);
  expect(await readdir(at('home'))).toEqual(['.npm']);
  expect(await readdir(at('demo'))).toEqual(['.sallyport']);
});

test('killed and started again: it is as it was', async () => {
  const killed = npx();
  await killed.ready;
  await endedBy(killed, 'SIGKILL');
  const again = await installed();
  await again.ready;
  expect(again.output()).toContain('as it was');
  expect(again.output()).toContain('found running, and taken over');
  expect(await readOrders()).toBe(200);

  const beside = await installed();
  await beside.ended;
  expect(beside.output()).toContain(`Ports ${ports.join(', ')} are in use; the demo needs`);
  expect(await readOrders()).toBe(200);
  await endedBy(again, 'SIGINT');
  for (const port of ports) expect(await accepts(port), String(port)).toBe(false);
});

test('a folder with something else in it is left as it is', async () => {
  await rm(at('demo/.sallyport'), { recursive: true });
  await writeFile(at('demo/thesis.odt'), '');
  const demo = await installed();
  await demo.ended;
  expect(demo.output()).toContain('This folder is not empty: it has thesis.odt.');
  expect(await readdir(at('demo'))).toEqual(['thesis.odt']);
});
