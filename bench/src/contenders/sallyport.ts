import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { benchAuthorization, benchClient } from './client-credentials.ts';
import { listen } from './offer.ts';

export const ordersApi = 'https://orders.example';
/** Where links may point. */
export const shopOrigin = 'https://shop.example';

/** Who signs in, and with which application. */
export const person = { email: 'bench@example.com', password: 'correct horse bench' };
export const webClient = {
  id: 'bench-web',
  secret: 'bench-web-secret-bench-web-secret-bench',
  redirectUri: 'https://shop.example/callback',
};

export interface Installation {
  issuer: string;
  gateway: string;
  /** Where gateways ask. */
  internal: string;
  /** The command line that starts it, without the program. */
  args: string[];
  /** The configuration. */
  file: string;
}

/**
 * Everything that `sallyport start` needs, in a directory: one API, one service client, and one
 * route where there is an upstream. Nothing is turned off that a user would have.
 */
export async function install(
  directory: string,
  upstream: string | null,
  more: {
    decisionsAreKept?: boolean;
    apart?: boolean;
    observed?: boolean;
    /** The person, and the service client. */
    administrator?: boolean;
  } = {},
): Promise<Installation> {
  const [issuerPort, gatewayPort, decidePort, internalPort, managementPort] = await freePorts(5);
  const issuer = `http://localhost:${issuerPort}`;
  const gateway = `http://localhost:${gatewayPort}`;
  const configuration = {
    issuer: { url: issuer, internal: { listen: `127.0.0.1:${internalPort}` } },
    gateway: {
      url: gateway,
      decide_port: decidePort,
      decide_cache: more.decisionsAreKept ?? false,
    },
    log: { access: more.observed ?? true },
    // Parts that run apart on one machine cannot both have it. Without it, no metrics are counted.
    management: {
      listen: more.apart || more.observed === false ? null : `127.0.0.1:${managementPort}`,
    },
    apis: [{ id: ordersApi, name: 'Orders', permissions: ['orders:read'] }],
    roles: [{ name: 'reader', permissions: ['orders:read'] }],
    clients: [
      {
        id: benchClient.id,
        name: 'Bench',
        type: 'service',
        secret: benchClient.secret,
        grants: ['client_credentials'],
        scopes: ['links:create'],
        link_origins: [shopOrigin],
        apis: more.administrator ? [`${issuer}/admin/v1`] : [ordersApi],
        roles: more.administrator ? ['administrator'] : ['reader'],
        serves: [ordersApi],
      },
      {
        id: webClient.id,
        name: 'Bench in the browser',
        type: 'web',
        secret: webClient.secret,
        grants: ['authorization_code', 'refresh_token'],
        redirect_uris: [`${gateway}/auth/callback`, webClient.redirectUri],
        scopes: ['openid', 'profile', 'email', 'offline_access'],
        id_token_alg: 'ES256',
        apis: [ordersApi],
      },
    ],
    users: [
      { ...person, name: 'Bench', roles: more.administrator ? ['administrator'] : ['reader'] },
    ],
    // Attempts of one person at once count as guesses until they turn out right.
    abuse: { checks: { sign_in_after: null } },
    applications: [
      {
        host: new URL(gateway).host,
        path: '/',
        client: webClient.id,
        client_secret: webClient.secret,
      },
    ],
    routes:
      upstream === null
        ? []
        : ['/api/orders/{id}', '/api/files/*'].map((path) => ({
            path,
            upstream,
            api: ordersApi,
            require: { permissions: ['orders:read'] },
          })),
  };
  const file = join(directory, 'sallyport.yaml');
  // YAML 1.2 is a superset of JSON.
  writeFileSync(file, JSON.stringify(configuration, null, 2));
  const main = createRequire(import.meta.url).resolve('sallyport/main.ts');
  const data = join(directory, 'data');
  const args = [main, 'start', '--config', file, '--data-dir', data];
  return { issuer, gateway, internal: `http://127.0.0.1:${internalPort}`, args, file };
}

/** Ports that were free a moment ago. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const origins = await Promise.all(servers.map(listen));
  for (const server of servers) server.close();
  return origins.map((origin) => Number(new URL(origin).port));
}

export interface RunningSallyport {
  pid: number;
  stop(): Promise<void>;
}

/** Of an installation whose parts run apart; all of it when left out. */
interface Part {
  role?: 'issuer' | 'gateway';
  environment?: Record<string, string>;
}

const startTimeout = 60_000;

/** Starts it in a process of its own, and returns once issuer and gateway answer. */
export async function startSallyport(
  { args, issuer, gateway }: Installation,
  { role, environment }: Part = {},
): Promise<RunningSallyport> {
  const child = spawn(process.execPath, role ? [...args, '--role', role] : args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    // As it is published, it is JavaScript: from the cache, Node's reader of TypeScript is not loaded.
    env: {
      ...process.env,
      NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'),
      ...environment,
    },
  });
  const ended = once(child, 'exit');
  const deadline = performance.now() + startTimeout;
  const parts = { issuer: `${issuer}/health/ready`, gateway };
  for (const url of role ? [parts[role]] : Object.values(parts)) {
    while (!(await answers(url))) {
      if (child.exitCode !== null) throw new Error('Sallyport ended instead of starting.');
      if (performance.now() > deadline) {
        child.kill('SIGTERM');
        throw new Error(`Nothing answers at ${url}.`);
      }
      await delay(2);
    }
  }
  return {
    pid: child.pid!,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    await response.arrayBuffer();
    return response.status < 500;
  } catch {
    return false;
  }
}

/** @returns an access token of the bench's client, by client credentials. */
export async function fetchToken(issuer: string): Promise<string> {
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers: { authorization: benchAuthorization },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token: token } = (await response.json()) as { access_token?: string };
  if (!token) throw new Error(`The issuer gave no token: ${response.status}`);
  return token;
}
