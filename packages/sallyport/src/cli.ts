import { Argument, Command, Option } from 'commander';
import { serviceKinds } from './init/answers.ts';
import { logLevels, proxyNames, roles } from './options.ts';
import { version } from './version.ts';

/** The command line. The code of a command is loaded when the command is called. */
export function commandLine(): Command {
  const program = new Command('sallyport')
    .description('The door between the internet and your microservices.')
    .version(version, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .showSuggestionAfterError()
    .configureHelp({ helpWidth: 100 });

  program
    .command('start')
    .description(
      'run issuer and gateway, with a PostgreSQL of their own unless DATABASE_URL is set',
    )
    .helpOption('-h, --help', 'print this help')
    .option('-c, --config <file>', 'configuration (default: sallyport.yaml, if there is one)')
    .addOption(dataDir())
    .addOption(new Option('--role <role>', 'what this process runs').choices(roles).default('all'))
    .addOption(logLevel())
    .option(
      '--no-restart',
      'end when the process fails, and leave it to systemd or a container engine',
    )
    .addHelpText('after', startHelp)
    .action(async (options) => (await import('./commands/start.ts')).start(options));

  program
    .command('demo')
    .description('run the whole system with an example shop, to look at and to try')
    .helpOption('-h, --help', 'print this help')
    .option('-d, --data-dir <dir>', 'where everything is kept (default: .sallyport)')
    .addOption(logLevel())
    .addHelpText('after', demoHelp)
    .action(async (options) => (await import('./commands/demo.ts')).demo(options));

  program
    .command('init')
    .description('write a configuration to begin with, and print what your service needs')
    .helpOption('-h, --help', 'print this help')
    .option('--url <url>', 'where people reach your application')
    .option('--upstream <url>', 'where your service listens')
    .addOption(new Option('--service <kind>', 'what it is written with').choices(serviceKinds))
    .option('-o, --output <file>', 'the file to write', 'sallyport.yaml')
    .addHelpText('after', initHelp)
    .action(async (options) => (await import('./commands/init.ts')).init(options));

  program
    .command('apply')
    .description(
      'change a running system to what the file declares; return when all gateways use it',
    )
    .helpOption('-h, --help', 'print this help')
    .argument('<file>', 'configuration')
    .addOption(dataDir())
    .option(
      '--dry-run',
      'print what would change and what users and clients would gain and lose; change nothing',
    )
    .addHelpText('after', applyHelp)
    .action(async (file, options) => (await import('./commands/apply.ts')).apply(file, options));

  program
    .command('validate')
    .description(
      'check a configuration without a running system; print every problem with its line',
    )
    .helpOption('-h, --help', 'print this help')
    .argument('<file>', 'configuration')
    .addHelpText('after', validateHelp)
    .action(async (file) => (await import('./commands/validate.ts')).validate(file));

  program
    .command('doctor')
    .description('look at a running deployment, and say what to do about what is wrong')
    .helpOption('-h, --help', 'print this help')
    .option('-c, --config <file>', 'configuration', 'sallyport.yaml')
    .addOption(dataDir())
    .option('--issuer <url>', 'look only at what a service needs of this issuer')
    .option('--json', 'print the findings for programs')
    .addHelpText('after', doctorHelp)
    .action(async (options) => (await import('./commands/doctor.ts')).doctor(options));

  program
    .command('proxy-config')
    .description('print a configuration for another proxy, which asks the gateway for decisions')
    .helpOption('-h, --help', 'print this help')
    .addArgument(new Argument('<proxy>', 'which proxy').choices(proxyNames))
    .option('-c, --config <file>', 'configuration', 'sallyport.yaml')
    .addHelpText('after', proxyConfigHelp)
    .action(async (proxy, options) => {
      const { proxyConfig } = await import('./commands/proxy-config.ts');
      await proxyConfig(proxy, options);
    });

  program
    .command('open-api')
    .description('print the description of every endpoint, in OpenAPI 3.1')
    .helpOption('-h, --help', 'print this help')
    .option('-c, --config <file>', 'configuration, for the addresses', 'sallyport.yaml')
    .addHelpText('after', openApiHelp)
    .action(async (options) => (await import('./commands/open-api.ts')).openApi(options));

  return program;
}

const dataDir = () =>
  new Option('-d, --data-dir <dir>', 'where database, secret and log are kept').default(
    '.sallyport',
  );

const logLevel = () =>
  new Option('--log-level <level>', 'the lowest level that is logged')
    .choices(logLevels)
    .default('info');

const startHelp = `
Environment:
  DATABASE_URL              your own PostgreSQL, instead of the one in the data directory
  DATABASE_LISTEN_URL       the server itself, where DATABASE_URL leads through a pooler in
                            transaction mode (PgBouncer). PGHOST, PGPASSWORD, ~/.pgpass and the
                            like are not read
  SALLYPORT_SECRET          43 characters or more, the same on all nodes; without it, one is made
                            and kept in the data directory
  SALLYPORT_GATEWAY_SECRET, SALLYPORT_COOKIE_KEY
                            43 characters or more each; for gateways that must not have
                            SALLYPORT_SECRET (the issuer then needs the first one, too)
  NODE_ENV=production       log JSON to stdout; require SALLYPORT_SECRET when DATABASE_URL is set
  NO_COLOR                  print without colours

At a terminal the log is <data-dir>/sallyport.log, and warnings are shown. Ctrl-C (SIGINT), SIGTERM
and SIGHUP let requests finish, for 10 s at most; a second one stops at once. Run by npm, it stops
with npm.

SIGUSR2 replaces the processes of gateway.workers one after the other, and no request is lost.

A process that ends unexpectedly is started again after 0.5 s, then 1 s, up to 30 s, and given up
after ten times in a row; its PostgreSQL stays up.`;

const demoHelp = `
Starts in an empty folder, and keeps everything there: to remove the demo, remove the folder. Uses
the ports 7001, 7002, 8080, 8081, 8082, 9000, 9001 and 9100 of this machine. DATABASE_URL and
SALLYPORT_… are not read. Run by root in a folder that other accounts may not enter, it keeps its
database in /var/lib/sallyport, and says so.

Its passwords and secrets are published: never put it on a network.

Example:
  mkdir sallyport-demo && cd sallyport-demo && npx sallyport demo`;

const initHelp = `
Asks for what no option says; without a terminal it takes the usual answers. Never overwrites a file.
The file holds new secrets, and only its owner can read it.

Example:
  sallyport init --url http://localhost:8080 --upstream http://127.0.0.1:3000 --service fastify`;

const applyHelp = `
Uses DATABASE_URL and SALLYPORT_SECRET, or else the data directory, as "start" does. Users, roles,
clients, routes and the like change at once; applications, URLs and TLS change at the next start.

Prints a line for each change: "+" added, "~" changed, "-" removed, "=" kept as an administrator
changed it.

Example:
  sallyport apply sallyport.yaml --dry-run`;

const validateHelp = `
Replaces environment variables in the file as "start" does. Opens no database and none of the files
that the configuration names. Exit code: 0 when the file is valid, 1 when it is not.

Example:
  sallyport validate sallyport.yaml && sallyport apply sallyport.yaml`;

const doctorHelp = `
Run it where Sallyport runs. It reads the configuration, asks issuer and gateway as browsers, clients
and services do, and reads the settings of the database (DATABASE_URL, or the data directory). It
changes nothing. Exit code: 1 when there is a problem, 0 with warnings alone.

On the machine of a service, which has no configuration:
  sallyport doctor --issuer https://id.example`;

const proxyConfigHelp = `
The proxy stands in front of your services; the gateway decides for it, at gateway.decide_port. Write
it anew after a change of routes. The comments in the file say what is yours to fill in.

Example:
  sallyport proxy-config nginx > /etc/nginx/conf.d/sallyport.conf`;

const openApiHelp = `
Without a configuration it has the usual addresses on this machine.

Example:
  sallyport open-api > openapi.json`;
