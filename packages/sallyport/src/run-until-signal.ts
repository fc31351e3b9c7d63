import type { ShownMail } from '@sallyport/issuer/mail/development.ts';
import type { Logger } from 'pino';
import { appliedInShort } from './applied-in-short.ts';
import { type BannerFacts, banner, seconds } from './banner.ts';
import { surviveBrokenPipe } from './broken-pipe.ts';
import { colors } from './colors.ts';
import { consolePlace } from './config/console.ts';
import { isDevelopment } from './config/development.ts';
import type { Environment } from './config/environment.ts';
import type { LoadedConfiguration } from './config/load.ts';
import { buildConsole } from './console/build-console.ts';
import { hashProgress } from './hash-progress.ts';
import { openLog } from './open-log.ts';
import type { LogLevel, Role } from './options.ts';
import { StartupError } from './startup-error.ts';
import { type Stoppable, stopOnSignals } from './stop-on-signals.ts';
import { stopWithNpm } from './stop-with-npm.ts';
import type { Supervisor } from './supervise/worker.ts';
import { type System, startSystem } from './system.ts';
import { onUncaught } from './uncaught.ts';
import { unexpectedError } from './unexpected-error.ts';
import { version } from './version.ts';

export interface RunOptions {
  loaded: LoadedConfiguration;
  /** The configuration as the operator named it; null without one. */
  config: string | null;
  dataDir: string;
  role: Role;
  logLevel: LogLevel;
  /** Whether to print for people, with a banner. By default at a terminal only. */
  banner?: boolean;
  /** DATABASE_URL, NODE_ENV and the secrets. */
  env: Environment;
  /** Bring the database up to date although other nodes run. */
  migrate?: boolean;
  /** Starts this process again when it ends unexpectedly. */
  supervisor?: Supervisor | null;
  /** Starts something else beside the system. Its `about` lines appear in the banner. */
  beside?: () => Promise<Stoppable & { about: string[] }>;
}

/**
 * Runs the system until a signal, and returns when all of it has stopped. At a terminal it prints
 * the banner, otherwise log lines on stdout.
 *
 * @throws StartupError
 */
export async function runUntilSignal(options: RunOptions): Promise<void> {
  surviveBrokenPipe();
  // It is for the gateway's workers, and would end a process that has none.
  process.on('SIGUSR2', () => {});
  const atTerminal = process.stdout.isTTY && process.env['NODE_ENV'] !== 'production';
  const terminal = options.banner ?? atTerminal;
  const { log, accessLog, logFile, stopSignals } = await openLog(options, terminal);
  const say = (text: string) => void (terminal && process.stdout.write(text));
  const explain = (error: unknown) => {
    if (error instanceof StartupError) return error;
    log.fatal({ err: error }, 'Stopped because of an unexpected error');
    return unexpectedError(error, `Its stack is in ${logFile ?? 'the log'}.`);
  };
  try {
    await runUntilStopped(options, {
      terminal,
      log,
      accessLog,
      logFile,
      stopSignals,
      say,
      explain,
    });
  } catch (error) {
    throw explain(error);
  }
}

interface Telling {
  terminal: boolean;
  log: Logger;
  accessLog: Logger;
  logFile: string | null;
  stopSignals: readonly NodeJS.Signals[];
  say(text: string): void;
  explain(error: unknown): StartupError;
}

async function runUntilStopped(options: RunOptions, telling: Telling): Promise<void> {
  const { terminal, log, accessLog, logFile, stopSignals, say, explain } = telling;
  const { isTTY } = process.stdout;

  await using stack = new AsyncDisposableStack();
  const kills: (() => void)[] = [];
  const kill = () => kills.forEach((each) => void each());
  const { supervisor = null } = options;
  // What is started again finds PostgreSQL running.
  onUncaught(supervisor ? () => {} : kill, (error) =>
    process.stderr.write(`${explain(error).message}\n`),
  );
  const stopping = new AbortController();
  const started = begin();
  const stopped = stopOnSignals(
    {
      async close() {
        await started.catch(() => {});
        await stack.disposeAsync();
      },
      kill,
    },
    stopSignals,
    (signal) => {
      stopping.abort();
      supervisor?.tell({ kind: 'stopping' });
      say(`\n  ${colors.dim('Stopping. Press Ctrl-C again to stop at once.')}\n`);
      log.info({ signal }, 'Stopping');
    },
  );
  if (!supervisor) stopWithNpm(() => process.kill(process.pid, 'SIGTERM'));
  const running = await started.catch((error) => {
    if (!stopping.signal.aborted) throw error;
  });
  if (running && !stopping.signal.aborted) {
    const { system, about } = running;
    supervisor?.tell({ kind: 'ready' });
    if (supervisor?.isRestart)
      say(`  ${colors.green(`Ready again in ${seconds(performance.now())}`)}\n`);
    else say(banner(factsOf(options, system, logFile), about));
    const configuration = system.applied && appliedInShort(system.applied);
    const urls = { ...system.urls, console: consoleUrl(options, system) };
    const tookMs = Math.round(performance.now());
    log.info({ version, tookMs, configuration, urls }, 'Ready');
    await beginConsole();
    await Promise.race([stopped, system.failed.then((reason) => Promise.reject(reason))]);
  }
  await stopped;
  say(`  ${colors.dim('Stopped.')}\n`);
  log.info('Stopped');

  async function beginConsole() {
    if (consoleUrl(options, running!.system) === null) return;
    const build = await buildConsole(log);
    if (!build) return;
    kills.push(build.kill);
    stack.defer(build.close);
  }

  async function begin() {
    const { signal } = stopping;
    const onReady = (component: string, ms: number) => say(progress(component, ms));
    const onKill = (end: () => void) => void kills.push(end);
    const onHashing = hashProgress({ isTTY, write: say }, '  ');
    const onMail = (mail: ShownMail) => say(mailNote(mail));
    const onServer = (pid: number | null) => supervisor?.tell({ kind: 'server', pid });
    const keep = <T extends { close(): Promise<void> }>(component: T): T => {
      stack.defer(() => component.close());
      return component;
    };
    const startCompany = async () => {
      const company = await options.beside?.();
      if (company) onKill(company.kill);
      return company && keep(company);
    };
    // Waits for both, so that when one fails the other is still stopped.
    const [system, company] = await Promise.allSettled([
      startSystem({
        ...{ ...options, log, accessLog, signal },
        migrate: options.migrate ? 'always' : 'alone',
        ...{ onReady, onHashing, onMail, onKill, onServer },
        terminal,
      }).then(keep),
      startCompany(),
    ]);
    if (system.status === 'rejected') throw system.reason;
    if (company.status === 'rejected') throw company.reason;
    return { system: system.value, about: company.value?.about ?? [] };
  }
}

function factsOf(
  { loaded, config, dataDir, env }: RunOptions,
  system: System,
  logFile: string | null,
): BannerFacts {
  const { applications, routes, issuer, email } = loaded.configuration;
  const showsMails = system.applied !== null && !email?.smtp && isDevelopment(issuer, env);
  return {
    ...system,
    console: consoleUrl({ loaded }, system),
    mails: showsMails ? `${system.urls.issuer}/dev/mail` : null,
    tookMs: performance.now(),
    applications: applications.length,
    routes: routes.length,
    config,
    dataDir,
    logFile,
  };
}

const consoleUrl = ({ loaded }: Pick<RunOptions, 'loaded'>, { urls }: System): string | null =>
  urls.gateway && (consolePlace(loaded.configuration)?.url ?? null);

const progress = (component: string, ms: number): string =>
  `  ${colors.dim(`${component.padEnd(10)}  ready  ${seconds(ms)}`)}\n`;

const mailNote = ({ recipient, subject, url }: ShownMail): string =>
  `  ${colors.dim('Mail to')} ${recipient}${colors.dim(':')} ${subject}\n  ${colors.dim(url)}\n`;
