import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StartupError } from '../startup-error.ts';

/** The account under which PostgreSQL runs when it is not our own. */
export interface Account {
  name: string;
  uid: number;
  gid: number;
}

export const isRoot = (): boolean => process.getuid?.() === 0;

/**
 * PostgreSQL refuses to run as root. For root this answers with the account to use instead:
 * the owner of the existing cluster, else `postgres`, else `nobody`. For anyone else: null.
 */
export async function accountFor(clusterOwner: number | null): Promise<Account | null> {
  if (!isRoot()) return null;
  const accounts = parsePasswd(await readFile('/etc/passwd', 'utf8'));
  if (clusterOwner !== null && clusterOwner !== 0) {
    const owner = accounts.find(({ uid }) => uid === clusterOwner);
    if (owner) return owner;
    throw new StartupError(
      `PostgreSQL's data belong to the user id ${clusterOwner}, which /etc/passwd does not know. ` +
        'Add an account with that id, or give the files to one that exists.',
    );
  }
  for (const name of ['postgres', '_postgres', 'nobody']) {
    const account = accounts.find((a) => a.name === name && a.uid !== 0);
    if (account) return account;
  }
  throw new StartupError(
    'PostgreSQL does not run as root, and this system has neither a user "postgres" nor "nobody". ' +
      'Start Sallyport as an ordinary user, or set DATABASE_URL.',
  );
}

export function parsePasswd(text: string): Account[] {
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    if (!name || !uid || !gid) return [];
    // macOS writes the ids of `nobody` as negative numbers.
    return [{ name, uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 }];
  });
}

/**
 * The first directory on the way to `path` that the account may not enter, or null.
 * Judged by owner, group and mode; `path` and all above it must exist.
 */
export async function blockedAt(path: string, account: Account): Promise<string | null> {
  const steps: string[] = [];
  for (let step = await realpath(path); ; step = dirname(step)) {
    steps.unshift(step);
    if (step === dirname(step)) break;
  }
  for (const step of steps) {
    const { uid, gid, mode } = await stat(step);
    const mayEnter = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & mayEnter) === 0) return step;
  }
  return null;
}
