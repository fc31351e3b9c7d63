import { createInterface } from 'node:readline/promises';
import { type AdminClient, type AdminOptions, adminClient, type Changed } from '../admin-client.ts';
import { fittedTable } from '../fitted-table.ts';
import { print } from '../print.ts';
import { printable, printableAnswer, printableJson } from '../printable.ts';
import { StartupError } from '../startup-error.ts';
import { type Row, table, terminalStyle } from '../terminal-table.ts';
import { UsageError } from '../usage-error.ts';
import type {
  AdminCommand,
  ChangeCommand,
  Fields,
  Given,
  ListCommand,
  ShowCommand,
} from './admin-command.ts';
import { barrierSentence, readBarrier } from './barrier.ts';
import { readGivenFile } from './given-file.ts';
import { itemsOf, readLimit } from './pages.ts';

type Options = AdminOptions & { json?: boolean; yes?: boolean; limit?: string };

/** An argument by its name, as it was typed. */
type Named = Readonly<Record<string, string>>;

/**
 * Asks the admin API for what was declared of a command, and prints it.
 *
 * @throws StartupError
 */
export async function runAdminCommand(
  command: AdminCommand,
  typed: Named,
  options: Options,
): Promise<void> {
  const admin = await adminClient(options);
  const named = inPath(await withIds(typed, admin));
  const path = fill(command.path, named, encodeURIComponent);
  // What other options there are is the command's own matter.
  const given = await withIds(options as Given, admin);
  if (command.does === 'list') await list(command, { path, given, named, options }, admin);
  else if (command.does === 'show') await show(command, { path, options }, admin);
  else await change(command, { path, given, named, typed, options }, admin);
}

/** The arguments and options that name a person, and what is before the id there. */
const people = { user: '', into: '', holder: 'user:', actor: 'user:', subject: 'user:' };

/** People are known by their addresses, and the API by their ids. */
async function withIds<Typed extends Given>(typed: Typed, admin: AdminClient): Promise<Typed> {
  const found: Record<string, string> = {};
  for (const [name, prefix] of Object.entries(people)) {
    const address = typed[name]?.replace(/^user:/, '');
    if (address?.includes('@')) found[name] = `${prefix}${await idOf(address, admin)}`;
  }
  return { ...typed, ...found };
}

/** APIs and issuers are known by URLs; a path has them in base64url. */
const inPath = (named: Named): Named =>
  Object.fromEntries(
    Object.entries(named).map(([name, value]) => [
      name,
      name === 'api' || name === 'issuer' ? Buffer.from(value).toString('base64url') : value,
    ]),
  );

async function idOf(address: string, admin: AdminClient): Promise<string> {
  const query = new URLSearchParams({ email: address });
  const { items } = (await admin.call('GET', `/users?${query}`)) as { items: Fields[] };
  const [found] = items;
  if (found) return String(found['id']);
  const claims = await claimsOf(address, admin);
  throw new StartupError(
    claims.length === 0
      ? `There is no person with the address ${address}.`
      : `${address} is not verified, so that it finds no account. Give the id of the one that you mean: ${claims.join(', ')}. If the address is theirs, "sallyport users verify-address" and the id says so.`,
  );
}

/** The ids of accounts with an address that is not known to be theirs. Several may have the same. */
async function claimsOf(address: string, admin: AdminClient): Promise<string[]> {
  const query = new URLSearchParams({ q: address, limit: '20' });
  const { items } = (await admin.call('GET', `/users?${query}`)) as { items: Fields[] };
  const claims = items.filter(({ email }) => String(email).toLowerCase() === address.toLowerCase());
  return claims.map(({ id }) => String(id));
}

const fill = (template: string, named: Named, write: (text: string) => string): string =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => write(named[name] ?? ''));

async function list(
  command: ListCommand,
  { path, given, named, options }: Omit<Asked, 'typed'>,
  admin: AdminClient,
): Promise<void> {
  const limit = readLimit(options.limit);
  const lines = fittedTable(command.columns, terminalStyle());
  let found = false;
  const query = command.query?.(given, named) ?? {};
  for await (const items of itemsOf(admin, { path, query, limit, whole: command.whole === true })) {
    if (items.length === 0) continue;
    found = true;
    const text = options.json ? items.map(printableJson) : lines(printableAnswer(items));
    await print(`${text.join('\n')}\n`);
  }
  if (!found && !options.json) process.stderr.write(`${command.none}\n`);
}

async function show(
  { rows }: ShowCommand,
  { path, options }: { path: string; options: Options },
  admin: AdminClient,
): Promise<void> {
  const answer = (await admin.call('GET', path)) as Fields;
  await print(options.json ? `${printableJson(answer)}\n` : rowsText(rows, answer));
}

interface Asked {
  path: string;
  given: Given;
  named: Named;
  typed: Named;
  options: Options;
}

async function change(
  command: ChangeCommand,
  { path, given, named, typed, options }: Asked,
  admin: AdminClient,
): Promise<void> {
  const { method, asks, body, query, wrong } = command;
  if (asks !== undefined && !options.yes) await confirm(fill(asks, typed, printable));
  const parameters = new URLSearchParams(query?.(given)).toString();
  const url = parameters === '' ? path : `${path}?${parameters}`;
  const file = typed['file'] === undefined ? {} : await readGivenFile(typed['file']);
  const changed = await admin.change(method, url, body?.(given, named, file));
  if (options.json) await print(`${printableJson(inJson(changed))}\n`);
  else await print(changeText(command, changed, typed));
  const sentence = changed.body ? wrong?.(changed.body as Fields) : null;
  if (sentence) throw new StartupError(printable(sentence));
}

function changeText(
  { done, rows }: ChangeCommand,
  { body, barrier }: Changed,
  typed: Named,
): string {
  const sentence = [fill(done, typed, printable), barrierSentence(barrier)].join(' ').trim();
  return `${sentence}\n${rows && body ? rowsText(rows, body as Fields) : ''}`;
}

const inJson = ({ body, barrier }: Changed) => ({ answer: body, barrier: readBarrier(barrier) });

function rowsText(rows: (fields: Fields) => (Row | false)[], answer: Fields): string {
  const shown = rows(printableAnswer(answer)).filter((row) => row && row[1] !== '');
  return `${table(shown, terminalStyle()).join('\n')}\n`;
}

/** @throws UsageError where there is no person to ask; StartupError when they say no */
async function confirm(question: string): Promise<void> {
  if (!process.stdin.isTTY)
    throw new UsageError(`${question} Add --yes to do it without a person.`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${question} [y/N] `);
    if (!/^y(es)?$/i.test(answer.trim())) throw new StartupError('Nothing was changed.');
  } finally {
    terminal.close();
  }
}
