import { type Command, Option } from 'commander';
import { auditFilters } from './administration/audit.ts';
import { auditExportHelp, auditVerifyHelp } from './command-help.ts';

/** What reads the database itself: what a running system says of its own log is not asked. */
export function addAuditCommands(noun: Command, dataDir: () => Option): void {
  noun
    .command('verify')
    .description('check that the audit log is as it was sealed')
    .helpOption('-h, --help', 'print this help')
    .addOption(dataDir())
    .option('--expect <number:hash>', 'a batch that was written down elsewhere')
    .option('--json', 'print the findings for programs')
    .addHelpText('after', auditVerifyHelp)
    .action(async (options) => (await import('./commands/audit.ts')).audit('verify', options));

  const exported = noun
    .command('export')
    .description('print the audit log as JSON Lines')
    .helpOption('-h, --help', 'print this help')
    .addOption(dataDir());
  for (const [flags, description, choices] of auditFilters) {
    const option = new Option(flags, description);
    exported.addOption(choices ? option.choices(choices) : option);
  }
  exported
    .addHelpText('after', auditExportHelp)
    .action(async (options) => (await import('./commands/audit.ts')).audit('export', options));
}
