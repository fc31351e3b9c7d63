import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { isSea } from 'node:sea';
import type { Metrics } from '@sallyport/base/metrics/metrics.ts';
import { createGateway, type Gateway } from '@sallyport/gateway/gateway.ts';
import { limitsOf } from '@sallyport/gateway/limits.ts';
import type { ShareCounts } from '@sallyport/gateway/rate-limits/shared-counts.ts';
import { systemClock } from '@sallyport/gateway/runtime/system-clock.ts';
import type { GatewaySettings } from '@sallyport/gateway/settings.ts';
import { gatewayClientId } from '@sallyport/protocol/internal.ts';
import type { Route } from '@sallyport/protocol/route.ts';
import pino, { type DestinationStream, type Logger } from 'pino';
import { consolePlace } from '../config/console.ts';
import type { GatewayConfiguration } from '../config/load.ts';
import {
  type ConsoleConnection,
  consoleApplication,
  consoleRoutesOf,
} from '../console/console-application.ts';
import { explainListenError } from '../explain-start.ts';
import { gatewaySecrets, issuerSecrets } from '../secrets.ts';
import type { SystemOptions } from '../system.ts';
import { gatewayListeners, internalListener, urlOf } from './listeners.ts';
import { openCertificate } from './renewed-certificate.ts';

type Options = Omit<SystemOptions, 'loaded'> & {
  loaded: GatewayConfiguration;
  metrics: Metrics;
  shareCounts?: ShareCounts;
};

/** Gateway, issuer and PostgreSQL stop one after the other, and all three within ten seconds. */
const drainTimeout = 4_000;

/**
 * Starts a gateway and returns once it has its first lease from the issuer.
 *
 * @param inside where the issuer of the same process answers; null when it is in another one
 * @throws StartupError
 */
export async function startGateway(
  options: Options,
  inside: string | null = null,
): Promise<Gateway> {
  const {
    loaded,
    role,
    dataDir,
    env,
    log,
    accessLog = log,
    metrics,
    signal,
    shareCounts,
  } = options;
  const { issuer, gateway, log: logging } = loaded.configuration;
  const tls = await openCertificate(loaded, 'gateway', { log, metrics });
  const { gatewaySecret, cookieKeys } =
    role === 'gateway'
      ? gatewaySecrets(env)
      : await issuerSecrets({ env, dataDir, ifMissing: 'ask for one' });
  const { gateway: listen, decide, decideGrpc } = gatewayListeners(loaded.configuration);
  const endpoints = inside ? [inside] : issuerEndpoints(loaded);
  const settings = {
    name: gateway.name ?? `${hostname()}:${process.pid}`,
    url: gateway.url,
    listen,
    decide,
    ...(decideGrpc && { decideGrpc }),
    decisionsAreKept: gateway.decide_cache,
    ...(tls && { tls }),
    issuerUrl: issuer.url,
    issuerEndpoints: endpoints,
    client: { id: gatewayClientId, secret: gatewaySecret },
    cookieKeys,
    ...applicationsOf(loaded, { gatewaySecret, issuerEndpoints: endpoints }),
    proxies: {
      networks: gateway.trusted_proxies,
      header: gateway.forwarded_header,
      protocol: gateway.proxy_protocol,
    },
    limits: { ...limitsOf(gateway.limits), drainTimeout },
  };
  const runtime = {
    log: log.child({ component: 'gateway' }),
    accessLog: { write: linesTo(accessLog), all: logging.access },
    metrics,
    clock: systemClock,
    random: randomBytes,
    ...(shareCounts && { shareCounts }),
  };
  const running = createGateway(settings, runtime);
  // A start without an issuer would try for ever. Once the gateway runs, the caller closes it.
  const giveUp = () => void running.close();
  signal?.addEventListener('abort', giveUp);
  if (signal?.aborted) giveUp();
  try {
    await running.start();
    return running;
  } catch (error) {
    await running.close();
    throw explainListenError(error, [listen, decide, ...(decideGrpc ? [decideGrpc] : [])]);
  } finally {
    signal?.removeEventListener('abort', giveUp);
  }
}

/** For lines that are made already: past the logger, which would make them of objects. */
function linesTo(log: Logger): (line: string) => void {
  const stream = (log as unknown as Record<symbol, DestinationStream>)[pino.symbols.streamSym]!;
  return log.isLevelEnabled('info') ? (line) => void stream.write(line) : () => {};
}

/** Where gateways that are not in the issuer's process ask it. */
function issuerEndpoints({ configuration }: GatewayConfiguration): string[] {
  const { issuer, tls } = configuration;
  const scheme = tls.internal ? 'https' : 'http';
  return issuer.internal.urls ?? [urlOf(internalListener(configuration), scheme)];
}

type ApplicationSettings = Pick<GatewaySettings, 'applications' | 'builtInRoutes' | 'goesFirst'>;

/** With the directories of their files, which are relative to the configuration file; and the console. */
function applicationsOf(
  { configuration, directory }: GatewayConfiguration,
  connection: ConsoleConnection,
): ApplicationSettings {
  const applications = configuration.applications.map((application) =>
    application.static === undefined
      ? application
      : { ...application, static: resolve(directory, application.static) },
  );
  // The gateway as one file has no files beside it.
  const place = isSea() ? null : consolePlace(configuration);
  if (!place) return { applications };
  const console = consoleApplication(place, connection);
  return {
    applications: [...applications, console],
    goesFirst: console,
    builtInRoutes: consoleRoutesOf(
      place,
      configuration.issuer.url,
      connection,
      configuration.console.changes as Route['require'],
    ),
  };
}
