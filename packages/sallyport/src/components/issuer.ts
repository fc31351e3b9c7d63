import { Metrics } from '@sallyport/base/metrics/metrics.ts';
import type { ConsoleSettings } from '@sallyport/issuer/clients/console-client.ts';
import { type Applied, applyIfChanged } from '@sallyport/issuer/configuration/apply.service.ts';
import { followDatabaseClock } from '@sallyport/issuer/database/database-clock.ts';
import type { WhenToMigrate } from '@sallyport/issuer/database/migrate.ts';
import { createIssuer, type Issuer, type Runtime } from '@sallyport/issuer/issuer.ts';
import { lifetimesOf } from '@sallyport/issuer/lifetimes-schema.ts';
import type { ListenerLimits } from '@sallyport/issuer/listen/limits.ts';
import { systemClock } from '@sallyport/issuer/runtime/clock.ts';
import { systemRandom } from '@sallyport/issuer/runtime/random.ts';
import type { Route } from '@sallyport/protocol/route.ts';

import { consolePlace } from '../config/console.ts';
import { openPlaces } from '../config/places.ts';
import { type Configuration, declarationOf } from '../config/schema.ts';
import { checkDatabaseUrl } from '../database-url.ts';
import {
  type DatabaseLocation,
  explainApplyError,
  explainDatabaseError,
  explainListenError,
} from '../explain-start.ts';
import { consoleSecret, issuerSecrets, type MissingSecret } from '../secrets.ts';
import type { SystemOptions } from '../system.ts';
import { version } from '../version.ts';
import { openAbuse } from './abuse.ts';
import { internalListener, issuerListener, urlOf } from './listeners.ts';
import { openMail } from './mail.ts';
import { openCertificate } from './renewed-certificate.ts';

/** How long a gateway may use its cache without hearing from an issuer. */
const leaseMs = 5_000;

type Options = Pick<
  SystemOptions,
  'loaded' | 'dataDir' | 'env' | 'log' | 'accessLog' | 'onHashing' | 'onMail' | 'signal'
> & {
  migrate?: WhenToMigrate | undefined;
  /** Counted and not shown when left out. */
  metrics?: Metrics;
};
type StartOptions = Options & Pick<SystemOptions, 'role'> & { metrics: Metrics };
type Location = Pick<DatabaseLocation, 'url' | 'movedTo'>;

/** An issuer on the database, its schema up to date, that does not listen yet. */
export async function openIssuer(
  options: Options,
  database: Location,
  ifMissing: MissingSecret,
): Promise<Issuer> {
  const { loaded, dataDir, env, log, accessLog = log, metrics = new Metrics() } = options;
  const { secret, gatewaySecret, formerGatewaySecrets } = await issuerSecrets({
    ...{ env, dataDir, ifMissing },
  });
  const { issuer, log: logging } = loaded.configuration;
  const { url, trusted_proxies: trustedProxies } = issuer;
  const settings = {
    url,
    databaseUrl: database.url,
    databaseListenUrl: listenUrl(env),
    migrations: { when: options.migrate ?? 'alone', version },
    secret,
    gatewaySecret,
    formerGatewaySecrets,
    trustedProxies,
    console: consoleOf(loaded.configuration, [gatewaySecret, ...formerGatewaySecrets]),
    applications: applicationsOf(loaded.configuration),
    commandLine: true,
    logRequests: logging.access,
    limits: { public: limitsOf(issuer) },
    lifetimes: lifetimesOf(issuer.lifetimes),
    leaseMs,
    mail: await openMail(loaded, env),
    abuse: await openAbuse(loaded),
    languages: loaded.languages,
    places: openPlaces(loaded.configuration, loaded.directory).places,
  };
  try {
    const runtime: Runtime = {
      startClock: (sql, log) => followDatabaseClock(sql, systemClock, log),
      random: systemRandom,
      log: log.child({ component: 'issuer' }),
      accessLog: accessLog.child({ component: 'issuer' }),
      metrics,
      ...(options.onHashing && { onHashing: options.onHashing }),
      ...(options.onMail && { onMail: options.onMail }),
      signal: options.signal,
    };
    return await createIssuer(settings, runtime);
  } catch (error) {
    throw explainDatabaseError(error, { ...database, dataDir });
  }
}

function applicationsOf({ applications, gateway }: Configuration) {
  const scheme = new URL(gateway.url).protocol;
  return applications.map(({ host, path, client, scopes }) => ({
    ...{ client, scopes },
    url: `${scheme}//${host}${path}`,
  }));
}

function consoleOf(configuration: Configuration, gatewaySecrets: string[]): ConsoleSettings | null {
  const place = consolePlace(configuration);
  const changes = configuration.console.changes as Route['require'];
  return place && { url: place.url, secrets: gatewaySecrets.map(consoleSecret), changes };
}

/** @throws StartupError */
function listenUrl(env: Options['env']): string | undefined {
  const url = env['DATABASE_URL'] && env['DATABASE_LISTEN_URL'];
  if (url) checkDatabaseUrl(url, 'DATABASE_LISTEN_URL');
  return url || undefined;
}

/** The limits that the configuration sets. */
function limitsOf({ limits }: Configuration['issuer']): Partial<ListenerLimits> {
  const settable = {
    connections: limits.connections,
    connectionsPerNetwork: limits.connections_per_network,
    requests: limits.requests,
    requestsPerNetwork: limits.requests_per_network,
  };
  return Object.fromEntries(Object.entries(settable).filter(([, value]) => value !== undefined));
}

const nothingApplied: Applied = {
  changed: false,
  summary: { added: [], changed: [], removed: [] },
  given: [],
  taken: [],
};

export interface RunningIssuer {
  issuer: Issuer;
  applied: Applied;
  /** Where it answers for the gateway of the same process. */
  inside: string;
}

/** Applies the configuration, unless it was the last one applied, and answers requests. */
export async function startIssuer(
  options: StartOptions,
  database: Location,
): Promise<RunningIssuer> {
  const { env, loaded } = options;
  const { configuration, declares } = loaded;
  const isShared = env['DATABASE_URL'] && env['NODE_ENV'] === 'production';
  const tls = await openCertificate(loaded, 'issuer', options);
  const internalTls = await openCertificate(loaded, 'internal', options);
  const issuer = await openIssuer(options, database, isShared ? 'ask for one' : 'make one');
  const listener = issuerListener(configuration);
  const internal = internalListener(configuration);
  try {
    options.signal?.throwIfAborted();
    const applied = declares
      ? await applyIfChanged(declarationOf(configuration), issuer.context)
      : nothingApplied;
    await issuer.listen({
      ...internal,
      surface: 'internal',
      ...(internalTls && { tls: internalTls }),
    });
    await issuer.listen({ ...listener, surface: 'public', ...(tls && { tls }) });
    const inside = internalTls ? await listenInside(issuer) : urlOf(internal);
    return { issuer, applied, inside };
  } catch (error) {
    await issuer.close();
    throw explainListenError(explainApplyError(error), [listener, internal]);
  }
}

/**
 * The gateway of this process uses a listener of its own, without TLS: it would otherwise have to
 * trust the certificate and resolve the name in it.
 */
async function listenInside(issuer: Issuer): Promise<string> {
  const host = '127.0.0.1';
  return urlOf({ host, port: await issuer.listen({ surface: 'internal', host, port: 0 }) });
}
