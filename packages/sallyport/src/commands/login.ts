import { createInterface } from 'node:readline';
import { issuerOf } from '../admin-client.ts';
import { revoke } from '../login/access-token.ts';
import { authorize } from '../login/authorize.ts';
import { chooseIssuer, keepSignIn, readSignIn } from '../login/kept-sign-ins.ts';
import { openBrowser } from '../login/open-browser.ts';
import { print } from '../print.ts';
import { printable } from '../printable.ts';
import { UsageError } from '../usage-error.ts';

interface Options {
  issuer?: string;
  /** False with `--no-browser`. */
  browser: boolean;
  port?: string;
}

/**
 * `sallyport login`: signs a person in with their browser, and keeps the token as the system keeps secrets.
 *
 * @throws StartupError
 */
export async function login(options: Options): Promise<void> {
  const issuer = await issuerOf(options);
  const port = readPort(options.port);
  const former = await readSignIn(issuer).catch(() => null);
  const lines = createInterface({ input: process.stdin });
  try {
    const signedIn = await authorize(issuer, { lines, visit }, port);
    const place = await keepSignIn(signedIn);
    await chooseIssuer(issuer);
    const { email, name, subject } = signedIn;
    const who = printable(email ?? name ?? subject);
    await print(`You are signed in at ${issuer} as ${who}. The token is in ${where(place)}.\n`);
    // That of before would go on to work, and no command has it any more.
    if (former?.tokens) await revoke(issuer, former.tokens).catch(() => {});
  } finally {
    lines.close();
  }

  async function visit(url: string): Promise<void> {
    const opened = options.browser && (await openBrowser(url));
    const first = opened ? 'Your browser opens at:' : 'Open this address in a browser:';
    process.stderr.write(`${first}\n\n${url}\n\n${elsewhere}`);
  }
}

function readPort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new UsageError('--port is a number from 1 to 65535.');
}

const elsewhere = `With a browser on another machine: sign in there, copy the address at which it ends (a page that
cannot be reached), and paste it here.
`;

export const where = (place: string): string =>
  place.startsWith('/') ? place : `the system's ${place}`;
