import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { makeDataDir } from '../../../testing/new-data-dir.ts';
import { freePort } from '../../../testing/ports.ts';
import { until } from '../../../testing/until.ts';
import { findServer, stopServer } from './postgres/postmaster.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** A directory with a configuration whose ports are free, and a data directory. */
export interface Site {
  issuer: string;
  gateway: string;
  ports: [issuer: number, gateway: number, decide: number, internal: number, management: number];
  dataDir: string;
  configure(more: string): Promise<string>;
  remove(): Promise<void>;
}

/** @param first whether the first start makes the cluster, as at an operator's; else there is a new one. */
export async function newSite({ first = false } = {}): Promise<Site> {
  const directory = await mkdtemp(join(tmpdir(), 'sallyport-command-'));
  // Under root PostgreSQL runs as another account, which has to pass through.
  await chmod(directory, 0o711);
  const issuer = await freePort();
  const gateway = await freePort();
  const decide = await freePort();
  const internal = await freePort();
  const management = await freePort();
  const dataDir = join(directory, 'data');
  if (!first) await makeDataDir(dataDir);
  const head = [
    `issuer: { url: "http://localhost:${issuer}", internal: { listen: "127.0.0.1:${internal}" } }`,
    `management: { listen: "127.0.0.1:${management}" }`,
    `gateway: { url: "http://localhost:${gateway}", decide_port: ${decide} }`,
  ];
  return {
    issuer: `http://localhost:${issuer}`,
    gateway: `http://localhost:${gateway}`,
    ports: [issuer, gateway, decide, internal, management],
    dataDir,
    async configure(more) {
      const file = join(directory, 'sallyport.yaml');
      await writeFile(file, [...head, more].join('\n'));
      return file;
    },
    async remove() {
      await stopServer(join(dataDir, 'postgres', 'data'));
      await rm(directory, { recursive: true });
    },
  };
}

export interface Command {
  process: ChildProcess;
  /** Resolves when stdout has the text; rejects when the process ends first. */
  printed(text: string): Promise<void>;
  /** The same for a message of the log. */
  logged(message: string): Promise<void>;
  /** Resolves with stderr when it has the text so many times. */
  told(text: string, times: number): Promise<string>;
  /** Looks until it is so; rejects with what it printed when the process ends first. */
  until(isSo: () => Promise<boolean>): Promise<void>;
  /** Exit code, or the signal's name. */
  ended: Promise<{ code: number | string; stdout: string; stderr: string }>;
}

export const sallyport = (args: readonly string[], env: NodeJS.ProcessEnv = {}): Command =>
  run([process.execPath, here('main.ts'), ...args], env);

/** `sallyport start` as at a terminal: with its banner, and the log in a file. */
export const atTerminal = (config: string, { dataDir }: Site): Command =>
  run([process.execPath, here('run-until-signal.fixture.ts'), config, dataDir]);

/** The same under the supervisor, whose workers end by SIGUSR2 in an error. */
export const supervised = (config: string, { dataDir }: Site): Command =>
  run([process.execPath, here('supervise/supervise.fixture.ts'), config, dataDir]);

/** `npm start` in little: a shell that knows nothing of the signals which end it. */
export const throughShell = (args: readonly string[]): Command =>
  run(['/bin/sh', '-c', '"$0" "$@"; exit $?', process.execPath, here('main.ts'), ...args], {
    npm_lifecycle_event: 'start',
  });

function run([program = '', ...args]: readonly string[], env: NodeJS.ProcessEnv = {}): Command {
  const { DATABASE_URL, SALLYPORT_SECRET, npm_lifecycle_event, ...inherited } = process.env;
  const child = spawn(program, args, {
    env: { ...inherited, NO_COLOR: '1', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (part) => (stdout += part));
  child.stderr.setEncoding('utf8').on('data', (part) => (stderr += part));
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, 'close').then(([code, signal]) => ({
    code: code ?? signal,
    stdout,
    stderr,
  }));
  const endedFirst = (code: unknown) =>
    new Error(`It ended first, with ${code}.\n${stdout.slice(-4_000)}\n${stderr}`);
  const printed = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const seen = () => stdout.includes(text) && resolve();
      lines.on('line', seen);
      seen();
      void ended.then(({ code }) => reject(endedFirst(code)));
    });
  const told = (text: string, times: number) =>
    new Promise<string>((resolve, reject) => {
      const look = () => stderr.split(text).length > times && resolve(stderr);
      child.stderr.on('data', look);
      look();
      void ended.then(({ code }) => reject(endedFirst(code)));
    });
  return {
    process: child,
    ended,
    printed,
    told,
    until: (isSo) =>
      until(async () => {
        if (child.exitCode === null && child.signalCode === null) return isSo();
        throw endedFirst((await ended).code);
      }),
    logged: (message) => printed(`"msg":"${message}"`),
  };
}

export const postgresOf = ({ dataDir }: Site) => findServer(join(dataDir, 'postgres', 'data'));
