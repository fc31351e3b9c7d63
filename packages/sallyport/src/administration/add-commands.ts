import { type Command, Option } from 'commander';
import { helpText } from '../command-help.ts';
import type { AdminCommand, Noun } from './admin-command.ts';

/** `users list`, `clients show` and the like: what is declared, as commands of one noun. */
export function addNoun(program: Command, { name, description, commands }: Noun): Command {
  const noun = program
    .command(name)
    .description(description)
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command');
  for (const command of commands) add(noun, command);
  return noun;
}

function add(noun: Command, declared: AdminCommand): void {
  const { takes = [], options = [], notes, does } = declared;
  const line = `sallyport ${noun.name()} ${declared.name}`;
  const command = noun
    .command(declared.name)
    .description(declared.description)
    .helpOption('-h, --help', 'print this help');
  for (const name of takes) command.argument(`<${name}>`, meaning[name] ?? 'its name');
  for (const [flags, description, choices] of options) {
    const option = new Option(flags, description);
    command.addOption(choices ? option.choices(choices) : option);
  }
  if (does === 'list' && !declared.whole) {
    command.option('--limit <number>', 'at most so many (default: all of them)');
  }
  if (does === 'change' && declared.asks !== undefined) {
    command.option('-y, --yes', 'do it without asking');
  }
  command
    .option('--issuer <url>', 'the issuer (or SALLYPORT_ISSUER, or the one of your last sign-in)')
    .option('--token-file <file>', 'a file with an access token (or SALLYPORT_TOKEN; or sign in)')
    .option('--json', json[does])
    .addHelpText(
      'after',
      helpText({
        ...(notes !== undefined && { notes }),
        examples: [declared.example === undefined ? line : `${line} ${declared.example}`],
        exit: exits[does],
      }),
    )
    .action(async (...given: unknown[]) => {
      const { runAdminCommand } = await import('./run-admin-command.ts');
      const typed = given.slice(0, takes.length) as string[];
      const named = Object.fromEntries(takes.map((name, at) => [name, typed[at]!]));
      await runAdminCommand(declared, named, command.opts());
    });
}

/** What arguments are. */
const meaning: Readonly<Record<string, string>> = {
  user: 'their id, or their address',
  email: 'their address',
  client: 'its id',
  api: 'its id, as https://orders.example',
  provider: 'its id, as "providers list" prints it',
  permission: 'as orders:read',
  passkey: 'its id, as "users passkeys" prints it',
  identity: 'its id, as "users identities" prints it',
  account: 'who they are there: sub of its ID tokens',
  organization: 'its key',
  domain: 'what stands after the @ of addresses',
  name: 'what it is to be called',
  holder: 'user:ID or its address, group:NAME, client:ID',
  type: 'what the API calls such a thing',
  identifier: 'which one, as the API names it',
  issuer: 'its URL, as https://idp.example',
  policy: 'as "policies list" prints it',
  route: 'its id, as "routes list" prints it',
  file: 'a file of YAML or JSON, or - for standard input',
  session: 'its id, as "sessions list" prints it',
  id: 'its id, as "list" prints it',
};

const json = {
  list: 'print JSON Lines, one for each',
  show: 'print it as JSON',
  change: 'print what was done as JSON',
};

const failed = 'it failed: stderr says why, and what to do';

const exits: Record<AdminCommand['does'], readonly [string, string]> = {
  list: ['the whole list is printed, or as many as were asked for', failed],
  show: ['it is shown', failed],
  change: ['it is done, and every gateway acts on it', 'it is not: stderr says why'],
};
