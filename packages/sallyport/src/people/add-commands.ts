import { type Command, Option } from 'commander';
import { helpText } from '../command-help.ts';

/** `users import`, `users export` and `users convert`: what moves many people at once. */
export function addPeopleCommands(noun: Command): void {
  const imported = noun
    .command('import')
    .description('make the accounts of a file of JSON Lines, those that are not there yet')
    .helpOption('-h, --help', 'print this help')
    .argument('<file>', 'one person in each line, as "users export" prints them')
    .option('--dry-run', 'tell what would be made and refused, and make nothing')
    .option('--refused <file>', 'where refused lines go (default: FILE.refused.jsonl)')
    .option('--max-refused <number>', 'stop after more refused lines than this', '1000');
  withPlace(imported)
    .option('--json', 'print what was done as JSON')
    .addHelpText(
      'after',
      helpText({
        notes: `Whoever has an account already, by id, address or identity, is left as they are: after it was
stopped, the same command goes on.`,
        examples: ['sallyport users import people.jsonl --dry-run'],
        exit: ['everyone is there', 'lines were refused, or it failed: stderr says why'],
      }),
    )
    .action(async (file, options) =>
      (await import('./import-people.ts')).importPeople(file, options),
    );

  const exported = noun
    .command('export')
    .description('print all people as JSON Lines, with roles, groups and identities')
    .helpOption('-h, --help', 'print this help')
    .option('--password-hashes', 'with the hashes of their passwords (needs credentials:read)');
  withPlace(exported)
    .addHelpText(
      'after',
      helpText({
        examples: ['sallyport users export > people.jsonl'],
        exit: ['everyone is printed', 'it failed: stderr says why, and what to do'],
      }),
    )
    .action(async (options) => (await import('./export-people.ts')).exportPeople(options));

  noun
    .command('convert')
    .description('turn another system\'s export into the file that "users import" takes')
    .helpOption('-h, --help', 'print this help')
    .argument('<file>', 'the export: JSON of a realm, or the JSON Lines of Auth0')
    .addOption(new Option('--from <system>', 'where it is from').choices(['keycloak', 'auth0']))
    .option('--out <file>', 'where the people go, for you alone to read (default: stdout)')
    .option('--configuration <file>', 'write roles and groups of a realm, as YAML')
    .option('--attributes <names>', 'attributes of Keycloak that profile.fields has: a,b')
    .option('--password-hashes <file>', "Auth0's export of password hashes")
    .option('--emails-verified', 'take each address as one that is known to be theirs')
    .addHelpText(
      'after',
      helpText({
        notes: `Asks no server. stderr tells what could not be carried over. No file is ever replaced. The result
has password hashes: it is as precious as the passwords.`,
        examples: [
          'sallyport users convert --from keycloak realm.json --out people.jsonl',
          'sallyport users convert --from auth0 users.ndjson --password-hashes hashes.ndjson',
        ],
        exit: ['everyone is in the result', 'some are not, or it failed: stderr says why'],
      }),
    )
    .action(async (file, options) =>
      (await import('./convert/convert-people.ts')).convertPeople(file, options),
    );
}

const withPlace = (command: Command): Command =>
  command
    .option('--issuer <url>', 'the issuer (or SALLYPORT_ISSUER, or the one of your last sign-in)')
    .option('--token-file <file>', 'a file with an access token (or SALLYPORT_TOKEN; or sign in)');
