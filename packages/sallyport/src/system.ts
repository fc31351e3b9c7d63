import { availableParallelism } from 'node:os';
import { isSea } from 'node:sea';
import { Metrics } from '@sallyport/base/metrics/metrics.ts';
import type { Applied } from '@sallyport/issuer/configuration/apply.service.ts';
import type { WhenToMigrate } from '@sallyport/issuer/database/migrate.ts';
import type { Replication } from '@sallyport/issuer/database/replication.ts';
import type { Progress } from '@sallyport/issuer/directory/users/hash-pending.service.ts';
import type { Issuer } from '@sallyport/issuer/issuer.ts';
import type { ShownMail } from '@sallyport/issuer/mail/development.ts';
import type { Logger } from 'pino';
import { openDatabase } from './components/database.ts';
import type { RunningIssuer } from './components/issuer.ts';
import { managementListener, urlOf } from './components/listeners.ts';
import { preflight } from './components/preflight.ts';
import type { Environment } from './config/environment.ts';
import type { LoadedConfiguration } from './config/load.ts';
import type { Configuration } from './config/schema.ts';
import { explainListenError, type Listener } from './explain-start.ts';
import { type Managed, type Readiness, startManagement } from './management/management-server.ts';
import { createParts, type Parts } from './management/parts.ts';
import { observeProcess } from './management/process-metrics.ts';
import type { LogLevel, Role } from './options.ts';
import type { EmbeddedPostgres } from './postgres/supervisor.ts';
import { StartupError } from './startup-error.ts';

export interface SystemOptions {
  loaded: LoadedConfiguration;
  role: Role;
  /** For the embedded PostgreSQL, the secret and the log. */
  dataDir: string;
  /** DATABASE_URL, NODE_ENV and the secrets. */
  env: Environment;
  log: Logger;
  /** For a line for each request; the log when left out. */
  accessLog?: Logger;
  /** The logs of further processes: the lowest level, and whether they are for a person at a terminal. */
  logLevel?: LogLevel;
  terminal?: boolean;
  /** Whether the database is brought up to date; only while no other node runs when left out. */
  migrate?: WhenToMigrate;
  /** Aborts a start at its next step, or where it waits. */
  signal?: AbortSignal | undefined;
  /** Called for each component as soon as it is ready. */
  onReady?: (component: string, ms: number) => void;
  /** Told how many of the declared passwords are hashed, while some are. */
  onHashing?: (progress: Progress) => void;
  /** Told of mails that are shown on pages instead of being sent. */
  onMail?: (mail: ShownMail) => void;
  /** Called with a function that ends all processes at once, as soon as there is one to end. */
  onKill?: (kill: () => void) => void;
  /** Told which process is the embedded PostgreSQL's, and null when it has stopped. */
  onServer?: (pid: number | null) => void;
}

export interface System {
  urls: {
    issuer: string;
    gateway: string | null;
    decide: string | null;
    management: string | null;
  };
  /** Null when this process runs no issuer. */
  issuer: Issuer | null;
  /** What the configuration changed in the database. */
  applied: Applied | null;
  /** Of the database; null without an issuer. */
  replication: Replication | null;
  /** Null with a database of the operator's own. */
  postgres: EmbeddedPostgres | null;
  /** Resolves with the reason when a component is lost for good. */
  failed: Promise<Error>;
  /** Lets requests under way finish, and returns when all has stopped. */
  close(): Promise<void>;
}

/**
 * Starts the components of the role in the order in which they need each other. `close` stops them in
 * reverse: the gateway finishes its requests, then the issuer, and PostgreSQL is the last. When a
 * component cannot start, those that did are stopped.
 *
 * @throws StartupError with a sentence for the operator
 */
export async function startSystem(options: SystemOptions): Promise<System> {
  if (isSea() && options.role !== 'gateway') throw new StartupError(gatewayAlone);
  await preflight(options);
  await using starting = new AsyncDisposableStack();
  const { role, loaded } = options;
  const managementAt = managementListener(loaded.configuration);
  const metrics = new Metrics({ areRead: managementAt !== null });
  observeProcess(metrics);
  const parts = createParts(role === 'all' ? ['issuer', 'gateway'] : [role], metrics);
  if (managementAt) await listenForOperators(managementAt, parts, starting);
  const issuerSide =
    options.role === 'gateway' ? null : await startIssuerSide({ ...options, metrics }, starting);
  if (issuerSide) parts.started('issuer', () => issuerSide.issuer.readiness());
  const inside = issuerSide?.inside ?? null;
  const gateway =
    options.role === 'issuer'
      ? null
      : await startGatewaySide({ ...options, metrics }, starting, inside);
  if (gateway) parts.started('gateway', () => gateway.readiness(), gateway.metrics);
  starting.defer(parts.stopping);

  const {
    issuer,
    gateway: { url, decide_port },
  } = options.loaded.configuration;
  const postgres = issuerSide?.postgres ?? null;
  const running = starting.move();
  let closed: Promise<void> | null = null;
  return {
    urls: {
      issuer: issuer.url,
      gateway: gateway && url,
      decide: gateway && `http://127.0.0.1:${decide_port}/decide`,
      management: managementAt && urlOf(managementAt),
    },
    issuer: issuerSide?.issuer ?? null,
    applied: issuerSide?.applied ?? null,
    replication: issuerSide?.issuer.replication ?? null,
    postgres,
    failed: Promise.race([postgres?.failed, gateway?.failed].filter((each) => each !== undefined)),
    close: () => (closed ??= running.disposeAsync()),
  };
}

interface IssuerSide extends RunningIssuer {
  postgres: EmbeddedPostgres | null;
}

type Options = SystemOptions & { metrics: Metrics };

async function startIssuerSide(
  options: Options,
  starting: AsyncDisposableStack,
): Promise<IssuerSide> {
  const done = stopwatch('PostgreSQL', options);
  const opening = openDatabase(options);
  // Loading the code takes about as long as PostgreSQL takes to start.
  const code = import('./components/issuer.ts');
  if (options.role === 'all') void import('./components/gateway.ts').catch(() => {});
  const { url, embedded } = await opening;
  if (embedded) starting.defer(() => embedded.stop());
  options.signal?.throwIfAborted();
  done();
  const issuerDone = stopwatch('Issuer', options);
  const { startIssuer } = await code;
  options.signal?.throwIfAborted();
  const running = await startIssuer(options, { url, movedTo: embedded?.movedTo ?? null });
  starting.defer(() => running.issuer.close());
  issuerDone();
  return { ...running, postgres: embedded };
}

interface GatewaySide {
  readiness(): Readiness | Promise<Readiness>;
  /** Of further processes. */
  metrics?: Managed['metrics'];
  failed?: Promise<Error>;
}

async function startGatewaySide(
  options: Options,
  starting: AsyncDisposableStack,
  inside: string | null,
): Promise<GatewaySide> {
  const done = stopwatch('Gateway', options);
  const count = workersOf(options.loaded.configuration);
  if (count > 1) {
    if (isSea()) throw new StartupError(alone);
    const { startWorkers } = await import('./components/workers.ts');
    const workers = await startWorkers(count, options, inside);
    starting.defer(() => workers.close());
    done();
    return workers;
  }
  const { startGateway } = await import('./components/gateway.ts');
  const gateway = await startGateway(options, inside);
  starting.defer(() => gateway.close());
  done();
  return gateway;
}

const gatewayAlone =
  'This file is the gateway alone, and runs no issuer: install the package sallyport for one.';

const alone =
  'The gateway as one file is one process: set gateway.workers to 1, and start it several times.';

const workersOf = ({ gateway: { workers } }: Configuration): number =>
  workers === 'auto' ? availableParallelism() : workers;

/** @throws StartupError */
async function listenForOperators(
  listener: Listener,
  parts: Parts,
  starting: AsyncDisposableStack,
): Promise<void> {
  try {
    const server = await startManagement(listener, parts);
    starting.defer(() => server.close());
  } catch (error) {
    throw explainListenError(error, [listener]);
  }
}

function stopwatch(component: string, { onReady }: Pick<SystemOptions, 'onReady'>): () => void {
  const begun = performance.now();
  return () => onReady?.(component, performance.now() - begun);
}
