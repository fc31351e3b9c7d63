import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** Where the system keeps secrets for an account. A failure is null or false, and no error. */
export interface Vault {
  name: 'keychain' | 'secret service';
  read(issuer: string): Promise<string | null>;
  write(issuer: string, secret: string): Promise<boolean>;
  remove(issuer: string): Promise<void>;
}

const service = 'sallyport';

/** The login keychain of macOS. */
export const keychain = (program = '/usr/bin/security'): Vault => {
  const item = (issuer: string) => ['-s', service, '-a', issuer];
  const read = async (issuer: string) => {
    const found = await run(program, ['find-generic-password', ...item(issuer), '-w']);
    return found && decode(found);
  };
  return {
    name: 'keychain',
    read,
    async write(issuer, secret) {
      // By its standard input: arguments are seen by other accounts. It says success in any case.
      const words = ['add-generic-password', '-U', ...item(issuer), '-w', encode(secret)];
      await run(program, ['-i'], `${words.map((word) => `"${word}"`).join(' ')}\n`);
      return (await read(issuer)) === secret;
    },
    async remove(issuer) {
      await run(program, ['delete-generic-password', ...item(issuer)]);
    },
  };
};

/** GNOME Keyring, KWallet and others, by libsecret's own program. */
export const secretService = (program = 'secret-tool'): Vault => {
  const item = (issuer: string) => ['application', service, 'issuer', issuer];
  const read = async (issuer: string) => {
    const found = await run(program, ['lookup', ...item(issuer)]);
    return found && decode(found);
  };
  return {
    name: 'secret service',
    read,
    async write(issuer, secret) {
      const label = `--label=Sallyport: ${issuer}`;
      await run(program, ['store', label, ...item(issuer)], encode(secret));
      return (await read(issuer)) === secret;
    },
    async remove(issuer) {
      await run(program, ['clear', ...item(issuer)]);
    },
  };
};

/** Without a session of D-Bus, as over SSH, the secret service cannot be reached. */
export function systemVault(): Vault | null {
  if (process.platform === 'darwin') return keychain();
  return process.env['DBUS_SESSION_BUS_ADDRESS'] ? secretService() : null;
}

/** Without quotes, spaces and line breaks, which the programs would read as their own. */
const encode = (secret: string): string => Buffer.from(secret).toString('base64url');
const decode = (found: string): string => Buffer.from(found.trim(), 'base64url').toString();

/** A person may have to unlock it. */
const timeoutMs = 60_000;

/** @returns what it printed; null when it is not there, refuses or does not end */
async function run(program: string, args: string[], input = ''): Promise<string | null> {
  const child = spawn(program, args, {
    stdio: ['pipe', 'pipe', 'ignore'],
    timeout: timeoutMs,
  });
  const ended = new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', resolve);
  });
  child.stdin.once('error', () => {});
  child.stdin.end(input);
  const printed = await text(child.stdout);
  return (await ended) === 0 ? printed : null;
}
