import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Metrics } from '@sallyport/base/metrics/metrics.ts';
import type { ServerCertificate } from '@sallyport/base/tls.ts';
import { barrierLimit } from '@sallyport/protocol/internal.ts';
import { createLargerBody } from './admin/larger-body.endpoint.ts';
import { createAppearance, createReadBranding } from './branding/appearance.service.ts';
import { startChanges } from './changes/changes.service.ts';
import { isGateway } from './clients/authenticate-gateway.middleware.ts';
import { createClientReader } from './clients/client-reader.service.ts';
import type { Context } from './context.ts';
import { checkServer } from './database/check-server.ts';
import { connect, type Queryable, type Sql } from './database/connection.ts';
import type { StartedClock } from './database/database-clock.ts';
import { migrate } from './database/migrate.ts';
import { watchOutage } from './database/outage.ts';
import { createPartitions } from './database/partitions.ts';
import { findWay } from './database/pooler.ts';
import { createConfirmPrimary } from './database/primary.ts';
import { type Replication, readReplication, watchReplication } from './database/replication.ts';
import type { Progress } from './directory/users/hash-pending.service.ts';
import { renewProviderSecrets } from './federation/renew-provider-secrets.service.ts';
import { createReadiness, reasonOf } from './health/readiness.service.ts';
import { createCallers } from './http/callers.ts';
import { requireSecret } from './keys/ensure-keys.service.ts';
import { openKeyRing } from './keys/key-ring.service.ts';
import { deriveServerSecrets } from './keys/server-secrets.ts';
import { boundsOf } from './listen/limits.ts';
import { createListener, type ListenerOptions } from './listen/listener.ts';
import { observeRequest } from './listen/observe-request.ts';
import { createRates } from './listen/rate-limiter.ts';
import type { ShownMail } from './mail/development.ts';
import { createMail } from './mail/mail.service.ts';
import type { MailSender } from './mail/sender.service.ts';
import { startMail } from './mail/start-mail.service.ts';
import { startMaintenance } from './maintenance.ts';
import { countRequest } from './metrics/count-request.ts';
import { measureTakeAways } from './metrics/measure-take-aways.service.ts';
import { observeDatabase } from './metrics/observe-database.ts';
import { ownLanguages } from './pages/languages.ts';
import { startReceiptRelay } from './receipts/relay.service.ts';
import type { Log } from './runtime/log.ts';
import type { Random } from './runtime/random.ts';
import { ThinnedLog } from './runtime/thinned-log.ts';
import { createInternalServer, createPublicServer } from './server.ts';
import type { IssuerSettings } from './settings.ts';
import { createSignInReader } from './sign-in/sign-in-reader.service.ts';
import { createFactsReader } from './swap/facts-reader.service.ts';

export interface Runtime {
  /** Starts what tells the time: `followDatabaseClock`, so that all nodes agree. */
  startClock(sql: Sql, log: Log): Promise<StartedClock>;
  random: Random;
  log: Log;
  /** For a line for each request. */
  accessLog: Log;
  metrics: Metrics;
  /** Told how many of the declared passwords are hashed, while some are. */
  onHashing?: (progress: Progress) => void;
  /** Gives up a start, which may wait for the migrations of another node. */
  signal?: AbortSignal | undefined;
  /** Told of mails that are shown on pages instead of being sent. */
  onMail?: (mail: ShownMail) => void;
}

export interface ListenOptions {
  /** `internal` is for gateways alone, and `public` has nothing under `/internal/`. */
  surface: 'public' | 'internal';
  host: string;
  port: number;
  /** Plain HTTP when left out. */
  tls?: ServerCertificate;
}

export interface Issuer {
  context: Context;
  /** As found at the start. */
  replication: Replication;
  /** Resolves with the port once requests are answered. Rejects with Node's error, `EADDRINUSE` and the like. */
  listen(options: ListenOptions): Promise<number>;
  /** Whether the database answers, and if not, why not. */
  readiness(): Promise<{ ready: true } | { ready: false; reason: string }>;
  /** Lets requests that are under way finish, for a while, and closes what was opened. */
  close(): Promise<void>;
}

/** How long requests under way may take once the issuer is closing: what takes away may wait. */
const drainMs = (leaseMs: number): number => barrierLimit(leaseMs) + 2_000;

/** Brings the database up to date, where it may, and starts everything but the listening. */
export async function createIssuer(settings: IssuerSettings, runtime: Runtime): Promise<Issuer> {
  const { random, log, metrics, signal } = runtime;
  const way = await findWay(settings);
  const sql = connect({ ...way, max: settings.databaseConnections ?? 8 });
  let stopClock = () => {};
  // The statement that is waited for fails with its connection.
  const giveUp = () => void sql.end({ timeout: 0 });
  signal?.addEventListener('abort', giveUp);
  try {
    signal?.throwIfAborted();
    await checkServer(sql);
    const secrets = deriveServerSecrets(settings.secret);
    const check = (tx: Queryable) => requireSecret(tx, secrets.atRest);
    await migrate(sql, { log, check, ...settings.migrations });
    const { clock, stop } = await runtime.startClock(sql, log);
    stopClock = stop;
    await createPartitions(sql, clock.now());
    const keys = await openKeyRing({ sql, clock, random, secrets, log, settings });
    await renewProviderSecrets({ sql, secrets, random });
    const confirmPrimary = createConfirmPrimary(sql);
    const { leaseMs } = settings;
    const changes = measureTakeAways(
      await startChanges({ sql, confirmPrimary, clock, log, leaseMs }),
      metrics,
      clock,
    );
    observeDatabase(metrics, sql);
    const clients = createClientReader(sql);
    const replication = await readReplication(sql);
    const thinned = new ThinnedLog(log);
    const branding = createReadBranding({ sql, clock });
    const context: Context = {
      ...{ settings, sql, clock, random, log, secrets, keys },
      ...{ confirmPrimary, changes, clients },
      receipts: await startReceiptRelay({ sql, secrets, random }),
      facts: createFactsReader({ sql, clock }),
      signIns: createSignInReader({ sql, clock }),
      callers: createCallers(settings.trustedProxies),
      mail: createMail({ settings, clock, random, secrets, thinned, branding }),
      thinned,
      outage: watchOutage({ sql, clock, log }),
      rates: createRates(clock),
      branding,
      appearance: createAppearance(branding, settings.languages ?? ownLanguages),
    };
    const mailSender = await startMail({ ...context, metrics, onMail: runtime.onMail });
    return assemble(context, {
      runtime,
      mailSender,
      replication,
      stopClock: stop,
      onHashing: runtime.onHashing,
    });
  } catch (error) {
    stopClock();
    await sql.end({ timeout: 1 });
    throw error;
  } finally {
    signal?.removeEventListener('abort', giveUp);
  }
}

interface Started {
  runtime: Pick<Runtime, 'metrics' | 'accessLog'>;
  replication: Replication;
  mailSender: MailSender | null;
  stopClock: () => void;
  onHashing: Runtime['onHashing'];
}

function assemble(
  context: Context,
  { runtime, replication, mailSender, stopClock, onHashing }: Started,
): Issuer {
  const { clock, random, log, thinned, callers, settings } = context;
  const { metrics, accessLog } = runtime;
  const answers = {
    public: getRequestListener(createPublicServer(context).fetch),
    internal: getRequestListener(createInternalServer(context).fetch),
  };
  const largerBody = createLargerBody(context);
  const gatewayCheck = isGateway(settings);
  const stopMaintenance = startMaintenance({ ...context, metrics }, onHashing);
  const stopWatching = watchReplication(replication, context.sql, log);
  const servers: Server[] = [];
  const askPrimary = createReadiness(context.sql);
  return {
    context,
    replication,
    readiness: () =>
      askPrimary().then(
        () => ({ ready: true }),
        (error: unknown) => ({ ready: false, reason: reasonOf(error) }),
      ),
    async listen({ surface, host, port, tls }) {
      const component = surface === 'public' ? 'issuer' : 'issuer_internal';
      const options: ListenerOptions = {
        limits: boundsOf(surface, settings),
        isProxy: callers.isProxy,
        onCrowded: (network: string) =>
          thinned.write('warn', `connections ${network}`, { network }, 'too many connections'),
        ...(tls && { tls }),
        onRequest: observeRequest({
          log: settings.logRequests ? accessLog : null,
          clock,
          addressOf: callers.addressOf,
          count: (answered) => countRequest({ component, ...answered }, metrics),
        }),
        ...(surface === 'public' && { largerBody }),
        ...(surface === 'internal' && {
          isGateway: ({ headers }: IncomingMessage) => gatewayCheck(headers.authorization),
        }),
      };
      const server = createListener(answers[surface], options, { clock, random });
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, resolve);
      });
      servers.push(server);
      return (server.address() as AddressInfo).port;
    },
    async close() {
      stopMaintenance();
      stopClock();
      stopWatching();
      context.changes.endWaiting();
      await Promise.all(servers.map((server) => drain(server, drainMs(context.settings.leaseMs))));
      await mailSender?.stop();
      await context.changes.close();
      await context.receipts.close();
      await context.keys.close();
      context.outage.stop();
      context.thinned.flush();
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
