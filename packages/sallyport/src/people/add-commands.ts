import type { Command } from 'commander';
import { helpText } from '../command-help.ts';

/** `users import` and `users export`: what moves many people at once. */
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
}

const withPlace = (command: Command): Command =>
  command
    .option('--issuer <url>', 'the issuer (or SALLYPORT_ISSUER, or the one of your last sign-in)')
    .option('--token-file <file>', 'a file with an access token (or SALLYPORT_TOKEN; or sign in)');
