import { AdminError, adminClient } from '../admin-client.ts';
import { type Column, fittedTable } from '../fitted-table.ts';
import { accessToken } from '../login/access-token.ts';
import { currentIssuer, type KeptSignIn, listSignIns, readSignIn } from '../login/kept-sign-ins.ts';
import { print } from '../print.ts';
import { printable, printableJson } from '../printable.ts';
import { StartupError } from '../startup-error.ts';
import { terminalStyle } from '../terminal-table.ts';
import { where } from './login.ts';

/**
 * `sallyport whoami`: where people are signed in on this machine, as whom, and whether it still holds.
 *
 * @throws StartupError when there is no sign-in that commands would use
 */
export async function whoami({ json }: { json?: boolean }): Promise<void> {
  const [signIns, current] = [await listSignIns(), await currentIssuer()];
  const table = fittedTable(columns(current), terminalStyle());
  const found = await Promise.all(signIns.map(({ issuer }) => readSignIn(issuer)));
  const rows = found.filter((each) => each !== null);
  if (json) await print(rows.map((kept) => inJson(kept, current)).join(''));
  else if (rows.length > 0) await print(`${table(rows).join('\n')}\n`);
  if (!current || !signIns.some(({ issuer }) => issuer === current)) {
    throw new StartupError('You are not signed in: sallyport login --issuer https://id.example');
  }
  await accessToken(current);
  const delegated = await delegatedAt(current);
  if (!json) await printDelegated(delegated);
}

interface Delegated {
  type: string;
  identifier: string;
  permissions: string[];
}

/**
 * What the person may do with single groups and organizations there. An older issuer does not tell.
 *
 * @throws StartupError when the issuer takes the token no more
 */
async function delegatedAt(issuer: string): Promise<Delegated[]> {
  const admin = await adminClient({ issuer });
  const told = await admin.call('GET', '/whoami').catch((error: unknown) => {
    if (error instanceof AdminError && error.code === 'not_found') return null;
    throw error;
  });
  return (told as { delegated?: Delegated[] } | null)?.delegated ?? [];
}

async function printDelegated(delegated: readonly Delegated[]): Promise<void> {
  if (delegated.length === 0) return;
  const lines = fittedTable(places, terminalStyle())(delegated);
  await print(`\nYou look after:\n${lines.join('\n')}\n`);
}

const places: Column<Delegated>[] = [
  { title: 'TYPE', of: ({ type }) => printable(type), whole: true },
  { title: 'NAME', of: ({ identifier }) => printable(identifier), whole: true },
  { title: 'PERMISSIONS', of: ({ permissions }) => printable(permissions.join(' ')) },
];

const columns = (current: string | null): Column<KeptSignIn>[] => [
  { title: '', of: ({ issuer }) => (issuer === current ? '*' : ''), whole: true },
  { title: 'ISSUER', of: ({ issuer }) => issuer, whole: true },
  { title: 'PERSON', of: ({ email, name, subject }) => printable(email ?? name ?? subject) },
  { title: 'TOKEN', of: ({ place }) => where(place) },
];

const inJson = (
  { issuer, subject, email, name, place }: KeptSignIn,
  current: string | null,
): string =>
  `${printableJson({ issuer, subject, email, name, place, current: issuer === current })}\n`;
