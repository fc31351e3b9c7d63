import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { FromHost, ToHost } from './testing/messages.ts';

/** Where the parts of a test's system are: free ports of this machine. */
export interface Addresses {
  /** `http://localhost:<port>`, also `iss` of its tokens. */
  issuer: string;
  gateway: string;
  /** The decision endpoint for other proxies. */
  decide: string;
}

/** What the system is to have. */
export interface StartOptions {
  /**
   * As in `sallyport.yaml`, without addresses: those are chosen. A function gets them, for redirect
   * URIs and the like.
   */
  configuration?: object | ((addresses: Addresses) => object);
  /** Where relative paths in the configuration start; the working directory by default. */
  directory?: string;
  /** For `${NAME}` in the configuration; this process's by default. */
  env?: NodeJS.ProcessEnv;
}

/** A system that runs. */
export interface TestSystem extends Addresses, AsyncDisposable {
  /** Returns when nothing of it is left: no process, no file. */
  close(): Promise<void>;
}

const program = fileURLToPath(
  new URL(`./testing/host${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
);

/** Between looking for free ports and using them another program may take one. */
const maxAttempts = 10;

/**
 * Starts the real issuer and gateway, on a PostgreSQL of their own, and returns when they answer.
 * They run in a process of their own, which ends, and leaves nothing, when this one ends in whatever
 * way.
 *
 * ```ts
 * await using sallyport = await startSallyport({ configuration: { apis, clients, routes } });
 * await fetch(`${sallyport.gateway}/api/orders`);
 * ```
 *
 * @throws Error with what is wrong with the configuration
 */
export async function startSallyport(options: StartOptions = {}): Promise<TestSystem> {
  const { configuration = {}, directory = process.cwd(), env = process.env } = options;
  const host = fork(program, {
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [],
    env: environmentOf(env),
  });
  const closed = once(host, 'close');
  const close = async () => {
    host.ref();
    host.channel?.ref();
    // It may be gone already, and then this reaches nothing.
    if (host.connected) host.send({ kind: 'stop' } satisfies ToHost, () => {});
    await closed;
  };
  try {
    const addresses = await startOn(host, (at) => ({
      kind: 'start',
      configuration: JSON.stringify({
        ...(typeof configuration === 'function' ? configuration(at) : configuration),
        ...at.settings,
      }),
      directory,
    }));
    // A test that forgets to close still ends, and the host with it.
    host.unref();
    host.channel?.unref();
    return { ...addresses, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startOn(
  host: ChildProcess,
  messageFor: (at: Awaited<ReturnType<typeof chooseAddresses>>) => ToHost,
): Promise<Addresses> {
  for (let attempt = 1; ; attempt++) {
    const at = await chooseAddresses();
    host.send(messageFor(at));
    const told = await answerOf(host);
    if (told.kind === 'ready') return { issuer: at.issuer, gateway: at.gateway, decide: at.decide };
    if (told.kind === 'failed' || attempt === maxAttempts) throw new Error(told.message);
  }
}

async function answerOf(host: ChildProcess): Promise<FromHost> {
  const given = new AbortController();
  const { signal } = given;
  try {
    return await Promise.race([
      once(host, 'message', { signal }).then(([message]) => message as FromHost),
      once(host, 'close', { signal }).then(([code, by]): FromHost => {
        return { kind: 'failed', message: `Sallyport ended while it started: ${by ?? code}.` };
      }),
    ]);
  } finally {
    given.abort();
  }
}

/** Not what is meant for a Sallyport of production, nor for the test runner's own processes. */
function environmentOf(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = /^(NODE_OPTIONS|NODE_ENV|NODE_CHANNEL_.*|DATABASE_.*URL|SALLYPORT_.*)$/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !own.test(name)));
}

async function chooseAddresses() {
  const [issuer, internal, gateway, decide] = await freePorts(4);
  const addresses: Addresses = {
    issuer: `http://localhost:${issuer}`,
    gateway: `http://localhost:${gateway}`,
    decide: `http://127.0.0.1:${decide}/decide`,
  };
  const settings = {
    issuer: { url: addresses.issuer, internal: { listen: `127.0.0.1:${internal}` } },
    gateway: { url: addresses.gateway, decide_port: decide },
    management: { listen: null },
  };
  return { ...addresses, settings };
}

/** All are held until the last is found, so that they differ. */
async function freePorts(count: number): Promise<number[]> {
  const servers: Server[] = Array.from({ length: count }, () => createServer());
  try {
    for (const server of servers) await once(server.listen(0, 'localhost'), 'listening');
    return servers.map((server) => (server.address() as { port: number }).port);
  } finally {
    await Promise.all(servers.map((server) => once(server.close(), 'close')));
  }
}
