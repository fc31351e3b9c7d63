import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { addNoun } from './administration/add-commands.ts';
import { audit } from './administration/audit.ts';
import { nouns } from './administration/nouns.ts';
import { users } from './administration/users.ts';
import { addAuditCommands } from './audit-commands.ts';
import * as help from './command-help.ts';
import { serviceKinds } from './init/answers.ts';
import { logLevels, proxyNames, roles, shells } from './options.ts';
import { addPeopleCommands } from './people/add-commands.ts';
import { withSubcommands, wordsOf } from './subcommands.ts';
import { version } from './version.ts';

/**
 * The command line. The code of a command is loaded when the command is called.
 * What is wrong with it is printed on stderr and thrown as a CommanderError.
 */
export function commandLine(): Command {
  const program = new Command('sallyport')
    .description('An authorization server and an API gateway for microservices, as one system.')
    .version(version, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .showSuggestionAfterError()
    .exitOverride()
    .addHelpText('after', help.programHelp)
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
    .addOption(migrate())
    .option(
      '--no-restart',
      'end when the process fails, and leave it to systemd or a container engine',
    )
    .addHelpText('after', help.startHelp)
    .action(async (options) => (await import('./commands/start.ts')).start(options));

  program
    .command('demo')
    .description('run the whole system with an example shop, to look at and to try')
    .helpOption('-h, --help', 'print this help')
    .option('-d, --data-dir <dir>', 'where everything is kept (default: .sallyport)')
    .addOption(logLevel())
    .addHelpText('after', help.demoHelp)
    .action(async (options) => (await import('./commands/demo.ts')).demo(options));

  program
    .command('init')
    .description('write a configuration to begin with, and print what your service needs')
    .helpOption('-h, --help', 'print this help')
    .option('--url <url>', 'where people reach your application')
    .option('--upstream <url>', 'where your service listens')
    .addOption(new Option('--service <kind>', 'what it is written with').choices(serviceKinds))
    .option('-o, --output <file>', 'the file to write', 'sallyport.yaml')
    .addHelpText('after', help.initHelp)
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
    .addOption(migrate().conflicts(['dryRun', 'issuer']))
    .option('--issuer <url>', 'apply it at this running issuer, through its admin API')
    .option(
      '--token-file <file>',
      'a file with an access token of an administrator (or SALLYPORT_TOKEN)',
    )
    .addHelpText('after', help.applyHelp)
    .action(async (file, options) => (await import('./commands/apply.ts')).apply(file, options));

  program
    .command('validate')
    .description(
      'check a configuration without a running system; print every problem with its line',
    )
    .helpOption('-h, --help', 'print this help')
    .argument('<file>', 'configuration')
    .addHelpText('after', help.validateHelp)
    .action(async (file) => (await import('./commands/validate.ts')).validate(file));

  program
    .command('doctor')
    .description('look at a running deployment, and say what to do about what is wrong')
    .helpOption('-h, --help', 'print this help')
    .option('-c, --config <file>', 'configuration', 'sallyport.yaml')
    .addOption(dataDir())
    .option('--issuer <url>', 'look only at what a service needs of this issuer')
    .option('--json', 'print the findings for programs')
    .addHelpText('after', help.doctorHelp)
    .action(async (options) => (await import('./commands/doctor.ts')).doctor(options));

  program
    .command('login')
    .description('sign in with your browser, for the commands that ask a running issuer')
    .helpOption('-h, --help', 'print this help')
    .option('--issuer <url>', 'the issuer (or SALLYPORT_ISSUER, or the one of your last sign-in)')
    .option('--no-browser', 'open none: print the address, and take the one at which you end')
    .option(
      '--port <port>',
      'listen for the browser on this port, for ssh -L (default: a free one)',
    )
    .addHelpText('after', help.loginHelp)
    .action(async (options) => (await import('./commands/login.ts')).login(options));

  program
    .command('logout')
    .description('have the issuer revoke your tokens, and forget them')
    .helpOption('-h, --help', 'print this help')
    .option('--issuer <url>', 'the issuer (or SALLYPORT_ISSUER, or the one of your last sign-in)')
    .addHelpText('after', help.logoutHelp)
    .action(async (options) => (await import('./commands/logout.ts')).logout(options));

  program
    .command('whoami')
    .description('tell where you are signed in, as whom, and whether it still holds')
    .helpOption('-h, --help', 'print this help')
    .option('--json', 'print it for programs, a line for each issuer')
    .addHelpText('after', help.whoamiHelp)
    .action(async (options) => (await import('./commands/whoami.ts')).whoami(options));

  program
    .command('explain')
    .description('tell why a request was refused, or what a person or a client may do, and why')
    .helpOption('-h, --help', 'print this help')
    .argument('[id-or-method]', 'request_id of a refused request; or a method, before a path')
    .argument('[path]', 'the path of a request, or its URL')
    .option('--issuer <url>', 'the issuer (or SALLYPORT_ISSUER)')
    .option('--token-file <file>', 'a file with an access token (or SALLYPORT_TOKEN)')
    .option('--user <user>', 'a person: their id, or an address of theirs')
    .option('--client <id>', 'a client that acts for itself; with --user, the one that they use')
    .option('--grant <id>', 'what a person granted to a client')
    .option('--token-id <id>', 'an access token that was refused within the hour, by its id')
    .option('--api <api>', 'the API, where no path is named')
    .option('--host <host>', 'the host of the request (default: any)')
    .option('--give-roles <roles>', 'try it with these roles, commas between them')
    .option('--take-roles <roles>', 'try it without these roles')
    .option('--give-groups <groups>', 'try it in these groups')
    .option('--take-groups <groups>', 'try it outside of these groups')
    .option('--json', 'print it for programs')
    .addHelpText('after', help.explainHelp)
    .action(async (first, second, options) => {
      const { explain } = await import('./commands/explain.ts');
      await explain(first, second, options);
    });

  for (const noun of nouns) {
    const command = addNoun(program, noun);
    if (noun === users) addPeopleCommands(command);
  }
  addAuditCommands(addNoun(program, audit), dataDir);

  program
    .command('proxy-config')
    .description('print a configuration for another proxy, which asks the gateway for decisions')
    .helpOption('-h, --help', 'print this help')
    .addArgument(new Argument('<proxy>', 'which proxy').choices(proxyNames))
    .option('-c, --config <file>', 'configuration', 'sallyport.yaml')
    .addHelpText('after', help.proxyConfigHelp)
    .action(async (proxy, options) => {
      const { proxyConfig } = await import('./commands/proxy-config.ts');
      await proxyConfig(proxy, options);
    });

  program
    .command('open-api')
    .description('print the description of every endpoint, in OpenAPI 3.1')
    .helpOption('-h, --help', 'print this help')
    .option(
      '-c, --config <file>',
      'configuration, for the addresses (default: sallyport.yaml, if there is one)',
    )
    .addHelpText('after', help.openApiHelp)
    .action(async (options) => (await import('./commands/open-api.ts')).openApi(options));

  program
    .command('completion')
    .description('print a script by which your shell completes commands and options')
    .helpOption('-h, --help', 'print this help')
    .addArgument(new Argument('<shell>', 'which shell').choices(shells))
    .addHelpText('after', help.completionHelp)
    .action(async (shell) => {
      const { completion } = await import('./commands/completion.ts');
      await completion(shell, program);
    });

  for (const command of withSubcommands(program)) {
    refuseMissing(command);
    command.showHelpAfterError(`${wordsOf(command).join(' ')} --help tells what it takes.`);
  }
  return program;
}

/**
 * A value that is not there: an empty one comes from a variable of the shell that is not set, and one
 * with a dash is the next option. Either would name another file or directory than was meant.
 */
function refuseMissing({ options, registeredArguments }: Command): void {
  const withValue = options.filter(({ required }) => required);
  for (const each of [...withValue, ...registeredArguments]) {
    if (!each.parseArg) each.argParser(present);
  }
}

function present(value: string): string {
  if (!value) throw new InvalidArgumentError('It is empty: is a variable of the shell not set?');
  if (!value.startsWith('-')) return value;
  throw new InvalidArgumentError(`Its value is missing, or is ./${value} meant?`);
}

const dataDir = () =>
  new Option('-d, --data-dir <dir>', 'where database, secret and log are kept').default(
    '.sallyport',
  );

const logLevel = () =>
  new Option('--log-level <level>', 'the lowest level that is logged')
    .choices(logLevels)
    .default('info');

const migrate = () =>
  new Option(
    '--migrate',
    'bring the database up to date, also while other nodes run where the changelog allows it',
  );
