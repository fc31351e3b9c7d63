import { systemClock } from '@sallyport/issuer/runtime/clock.ts';
import { errnoOf } from '../../postgres/system.ts';
import { printable } from '../../printable.ts';
import { StartupError } from '../../startup-error.ts';
import { UsageError } from '../../usage-error.ts';
import { writeNew } from '../../write-new.ts';
import { readLines } from '../read-lines.ts';
import { Report } from '../report.ts';
import { readAuth0Hashes } from './auth0-hashes.ts';
import { type Draft, lineOf } from './converted.ts';
import { notWritten, openOutput } from './output.ts';
import { auth0People, type Entry, openRealm } from './sources.ts';

export interface ConvertOptions {
  from?: 'keycloak' | 'auth0';
  out?: string;
  configuration?: string;
  attributes?: string;
  passwordHashes?: string;
  emailsVerified?: boolean;
}

interface Reports {
  /** What people lose. */
  left: Report;
  /** Those who are not in the result. */
  missing: Report;
  /** Providers that have to be there before an import. */
  providers: Set<string>;
}

/**
 * `sallyport users convert`: the people of another system as `users import` takes them.
 *
 * @throws StartupError when it cannot be read or written, or when people are not in the result
 */
export async function convertPeople(path: string, options: ConvertOptions): Promise<void> {
  checkOptions(options);
  const reports: Reports = { left: new Report(), missing: new Report(), providers: new Set() };
  const written = await convert(path, options, reports).catch((error) => {
    throw unreadable(error, path);
  });
  const { left, missing, providers } = reports;
  const { configuration } = options;
  const told = [
    `${written} ${written === 1 ? 'person was' : 'people were'} converted.`,
    ...(left.count > 0 ? ['Not carried over:', ...left.lines()] : []),
    ...(providers.size > 0
      ? [`Declare these providers before the import: ${printable([...providers].join(', '))}`]
      : []),
    ...(configuration === undefined
      ? []
      : [
          `Before the import, copy what ${configuration} has into your sallyport.yaml, and apply that.`,
        ]),
  ];
  process.stderr.write(`${told.join('\n')}\n`);
  if (missing.count > 0) {
    throw new StartupError(
      `${missing.count} ${missing.count === 1 ? 'person is' : 'people are'} not in the result:\n${missing.lines().join('\n')}`,
    );
  }
}

async function convert(path: string, options: ConvertOptions, reports: Reports): Promise<number> {
  const now = systemClock.now();
  if (options.from === 'auth0') {
    const hashes = options.passwordHashes
      ? await readAuth0Hashes(readLines(options.passwordHashes), reports.left)
      : new Map<string, string>();
    return write(auth0People(path, hashes, now, reports.left), options, reports);
  }
  const attributes = new Set(options.attributes?.split(',').map((each) => each.trim()));
  const realm = await openRealm(path, { now, attributes }, reports.left);
  const { configuration } = options;
  if (configuration !== undefined) {
    await writeNew(configuration, realm.configuration()).catch((error) => {
      throw error instanceof StartupError ? error : notWritten(configuration, error);
    });
  }
  return write(realm.people, options, reports);
}

const charactersAtOnce = 65_536;

async function write(
  entries: Iterable<Entry> | AsyncIterable<Entry>,
  { out, emailsVerified = false }: ConvertOptions,
  reports: Reports,
): Promise<number> {
  const output = await openOutput(out);
  const check = checkOnce(reports, emailsVerified);
  let [count, text] = [0, ''];
  try {
    for await (const entry of entries) {
      const line = check(entry);
      if (line === null) continue;
      count++;
      text += `${line}\n`;
      if (text.length < charactersAtOnce) continue;
      await output.write(text);
      text = '';
    }
    if (text !== '') await output.write(text);
  } catch (error) {
    await output.abandon();
    throw error;
  }
  await output.end();
  return count;
}

const unverified =
  'address that is not verified: they cannot sign in with it. Where the other system let them, add --emails-verified';

/** An import makes one account of those who have an id, an address or an identity in common: the first. */
function checkOnce({ left, missing, providers }: Reports, emailsVerified: boolean) {
  const seen = new Set<string>();
  return ({ place, id, converted }: Entry): string | null => {
    if ('noPerson' in converted) {
      left.add(converted.noPerson, id);
      return null;
    }
    if (emailsVerified && 'draft' in converted) converted.draft.email_verified = true;
    const read = 'draft' in converted ? lineOf(converted.draft) : converted;
    const known = 'keys' in read ? read.keys.find((key) => seen.has(key)) : undefined;
    if ('reason' in read || known !== undefined) {
      const reason =
        'reason' in read ? read.reason : 'has the id, address or identity of an earlier one';
      missing.add(reason.replace(/\.$/, ''), `${place} (${id})`);
      return null;
    }
    for (const key of read.keys) seen.add(key);
    if ('draft' in converted && !converted.draft.email_verified) left.add(unverified, id);
    for (const provider of providersOf(converted)) providers.add(provider);
    return read.line;
  };
}

const providersOf = (converted: Entry['converted']): string[] =>
  'draft' in converted ? identitiesOf(converted.draft).map(({ provider }) => provider) : [];

const identitiesOf = ({ identities }: Draft) => identities ?? [];

function checkOptions({ from, configuration, attributes, passwordHashes }: ConvertOptions): void {
  if (from === undefined) {
    throw new UsageError('--from tells which system the file is from: keycloak or auth0.');
  }
  if (from === 'auth0' && (configuration !== undefined || attributes !== undefined)) {
    throw new UsageError('--configuration and --attributes are for --from keycloak.');
  }
  if (from === 'keycloak' && passwordHashes !== undefined) {
    throw new UsageError('--password-hashes is for --from auth0: a realm has its hashes itself.');
  }
}

function unreadable(error: unknown, path: string): unknown {
  const code = errnoOf(error);
  if (error instanceof StartupError || code === null || code === undefined) return error;
  return new StartupError(
    `The file ${String((error as { path?: unknown }).path ?? path)} cannot be read: ${code}.`,
    {
      cause: error,
    },
  );
}
