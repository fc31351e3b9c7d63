import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { barrierLimit } from '@sallyport/protocol/internal.ts';
import { startChanges } from './changes/changes.ts';
import { createClientReader } from './clients/client-reader.ts';
import type { Context } from './context.ts';
import { checkServer } from './database/check-server.ts';
import { connect } from './database/connection.ts';
import { migrate } from './database/migrate.ts';
import { createPartitions } from './database/partitions.ts';
import { createConfirmPrimary } from './database/primary.ts';
import { renewProviderSecrets } from './federation/renew-provider-secrets.service.ts';
import { loadKeys } from './keys/keys.ts';
import { deriveServerSecrets } from './keys/server-secrets.ts';
import { startMaintenance } from './maintenance.ts';
import type { Clock } from './runtime/clock.ts';
import type { Log } from './runtime/log.ts';
import type { Random } from './runtime/random.ts';
import type { IssuerSettings } from './runtime/settings.ts';
import { createInternalServer, createPublicServer } from './server.ts';

export interface Runtime {
  clock: Clock;
  random: Random;
  log: Log;
}

export interface ListenOptions {
  /** `internal` is for gateways alone, and `public` has nothing under `/internal/`. */
  surface: 'public' | 'internal';
  host: string;
  port: number;
  /** PEM. Plain HTTP when left out. */
  tls?: { cert: string; key: string };
}

export interface Issuer {
  context: Context;
  /** Resolves with the port once requests are answered. Rejects with Node's error, `EADDRINUSE` and the like. */
  listen(options: ListenOptions): Promise<number>;
  /** Lets requests that are under way finish, for a while, and closes what was opened. */
  close(): Promise<void>;
}

/** How long requests under way may take once the issuer is closing: what takes away may wait. */
const drainMs = (leaseMs: number): number => barrierLimit(leaseMs) + 2_000;

/** Brings the database up to date and starts everything but the listening. */
export async function createIssuer(settings: IssuerSettings, runtime: Runtime): Promise<Issuer> {
  const { clock, random, log } = runtime;
  const sql = connect({ url: settings.databaseUrl });
  try {
    await checkServer(sql);
    await migrate(sql);
    await createPartitions(sql, clock.now());
    const secrets = deriveServerSecrets(settings.secret);
    const keys = await loadKeys({ sql, clock, random, atRest: secrets.atRest });
    await renewProviderSecrets({ sql, secrets, random });
    const confirmPrimary = createConfirmPrimary(sql);
    const { leaseMs } = settings;
    const changes = await startChanges({ sql, confirmPrimary, clock, log, leaseMs });
    const clients = createClientReader(sql);
    const context: Context = {
      ...{ settings, sql, clock, random, log, secrets, keys },
      ...{ confirmPrimary, changes, clients },
    };
    return assemble(context);
  } catch (error) {
    await sql.end({ timeout: 1 });
    throw error;
  }
}

function assemble(context: Context): Issuer {
  const listeners = {
    public: getRequestListener(createPublicServer(context).fetch),
    internal: getRequestListener(createInternalServer(context).fetch),
  };
  const stopMaintenance = startMaintenance(context);
  const servers: Server[] = [];
  return {
    context,
    async listen({ surface, host, port, tls }) {
      const listener = listeners[surface];
      const server = tls ? createHttpsServer(tls, listener) : createHttpServer(listener);
      server.headersTimeout = 10_000;
      server.requestTimeout = 30_000;
      // Longer than proxies keep their idle connections, so that they close first.
      server.keepAliveTimeout = 75_000;
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, resolve);
      });
      servers.push(server);
      return (server.address() as AddressInfo).port;
    },
    async close() {
      stopMaintenance();
      context.changes.endWaiting();
      await Promise.all(servers.map((server) => drain(server, drainMs(context.settings.leaseMs))));
      await context.changes.close();
      await context.sql.end({ timeout: 5 });
    },
  };
}

function drain(server: Server, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const impatient = setTimeout(() => server.closeAllConnections(), ms);
    server.close(() => {
      clearTimeout(impatient);
      resolve();
    });
    server.closeIdleConnections();
  });
}
