import { open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { type AdminClient, AdminError, type AdminOptions, adminClient } from '../admin-client.ts';
import { errnoOf } from '../postgres/system.ts';
import { print } from '../print.ts';
import { printableJson } from '../printable.ts';
import { StartupError } from '../startup-error.ts';
import { UsageError } from '../usage-error.ts';
import { type Batch, batchesOf, isOtherFormat, type Refused } from './batches.ts';
import { importProgress } from './import-progress.ts';
import { readLines } from './read-lines.ts';
import { Report } from './report.ts';

export interface ImportOptions extends AdminOptions {
  dryRun?: boolean;
  refused?: string;
  maxRefused: string;
  json?: boolean;
}

export interface Imported {
  created: number;
  existing: number;
  refused: number;
}

interface Outcome {
  created: number;
  existing: number;
  refused: { index: number; reason: string }[];
}

const timeoutMs = 60_000;
/** A token of a sign-in lives for minutes: it is looked at again after so many batches. */
const batchesPerToken = 20;

/**
 * `sallyport users import`: sends a file of people, a thousand at a time. Those who have an account are left as
 * they are, so that the same file again goes on where it was stopped.
 *
 * @throws StartupError when people were refused, or more than may be
 */
export async function importPeople(path: string, options: ImportOptions): Promise<void> {
  const limit = readLimit(options.maxRefused);
  const done: Imported = { created: 0, existing: 0, refused: 0 };
  const refused = refusals(options.refused ?? `${path}.refused.jsonl`);
  const reasons = new Report();
  const progress = importProgress(process.stderr);
  let admin: AdminClient | undefined;
  let sent = 0;
  try {
    for await (const batch of batchesOf(readLines(path))) {
      if (sent === 0 && isOtherFormat(batch)) throw otherFormat(path);
      if (sent++ % batchesPerToken === 0 || !admin) admin = await adminClient(options);
      const outcome = await send(batch, options.dryRun === true, admin);
      done.created += outcome.created;
      done.existing += outcome.existing;
      const wrong = refusedIn(batch, outcome);
      done.refused += wrong.length;
      await refused.write(wrong);
      tell(wrong, reasons);
      progress.show(done);
      if (done.refused > limit) throw tooMany(done.refused, refused.path);
    }
  } catch (error) {
    throw explain(error, path, done);
  } finally {
    progress.end();
    await refused.close();
  }
  await print(options.json ? `${printableJson(done)}\n` : `${sentence(done, options.dryRun)}\n`);
  if (done.refused > 0) {
    throw new StartupError(
      [
        `${done.refused} ${done.refused === 1 ? 'line was' : 'lines were'} refused:`,
        ...reasons.lines().slice(0, shownReasons),
        `${refused.path} has the number and the reason of each. ` +
          'Correct them, and import the file again: those who are there by then are passed over.',
      ].join('\n'),
    );
  }
}

async function send(batch: Batch, dryRun: boolean, admin: AdminClient): Promise<Outcome> {
  if (batch.users.length === 0) return { created: 0, existing: 0, refused: [] };
  const body = { users: batch.users, dry_run: dryRun };
  for (;;) {
    try {
      return (await admin.call('POST', '/users/import', body, timeoutMs)) as Outcome;
    } catch (error) {
      if (!(error instanceof AdminError) || error.code !== 'too_many_requests') throw error;
      await delay(2_000);
    }
  }
}

const refusedIn = ({ numbers, refused }: Batch, outcome: Outcome): Refused[] =>
  [
    ...refused,
    ...outcome.refused.map(({ index, reason }) => ({ line: numbers[index]!, reason })),
  ].toSorted((one, other) => one.line - other.line);

const sentence = ({ created, existing, refused }: Imported, dryRun = false): string =>
  `${dryRun ? 'Tried, and nothing was made: ' : ''}${created} new, ${existing} had an account, ${refused} refused.`;

/** More of them are no summary, and each is kept. */
const toldReasons = 1_000;
const shownReasons = 5;

function tell(wrong: readonly Refused[], reasons: Report): void {
  for (const { line, reason } of wrong) {
    if (reasons.count < toldReasons) reasons.add(reason.replace(/\.$/, ''), `line ${line}`);
  }
}

const otherFormat = (path: string) =>
  new StartupError(
    `${path} has no JSON object in any of its first lines. An import takes JSON Lines: ` +
      'one person in each line, as {"email":"alice@example.com","name":"Alice"}. ' +
      `A list in JSON becomes that by: jq -c '.[]' people.json > people.jsonl`,
  );

/** A file that is made with its first line. */
function refusals(path: string) {
  let file: Awaited<ReturnType<typeof open>> | undefined;
  return {
    path,
    async write(wrong: readonly Refused[]): Promise<void> {
      if (wrong.length === 0) return;
      file ??= await open(path, 'w', 0o600);
      await file.write(wrong.map((each) => `${JSON.stringify(each)}\n`).join(''));
    },
    close: async () => file?.close(),
  };
}

const tooMany = (count: number, path: string) =>
  new StartupError(
    `${count} lines were refused, so the import stopped: ${path} has the reasons. --max-refused allows more.`,
  );

function explain(error: unknown, path: string, { created }: Imported): unknown {
  const code = errnoOf(error);
  if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR') {
    return new StartupError(`The file ${path} cannot be read: ${code}.`, { cause: error });
  }
  if (!(error instanceof StartupError) || error instanceof UsageError || created === 0)
    return error;
  return new StartupError(
    `${error.message}\n${created} people were made before. Import the same file again to go on: they are passed over.`,
    { cause: error },
  );
}

function readLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 0) return limit;
  throw new UsageError('--max-refused is a number from 0 on.');
}
