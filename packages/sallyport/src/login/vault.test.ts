import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { keychain, secretService } from './vault.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-vault-'));
  return () => rm(folder, { recursive: true });
});

/** A program that does what the system's does, and writes down how it was called. */
async function program(body: string): Promise<string> {
  const path = join(folder, 'program');
  const script = `#!/bin/sh\ncd "${folder}"\necho "$@" >> calls\n${body}`;
  await writeFile(path, script, { mode: 0o755 });
  return path;
}

/** As `security` of macOS: it says success in interactive mode, whatever became of it. */
const security = `case "$1" in
  -i) sed -n 's/.*"-w" "\\(.*\\)"$/\\1/p' > item ;;
  find-generic-password) cat item 2>/dev/null || exit 44 ;;
  delete-generic-password) rm -f item ;;
esac
`;
const secretTool = `case "$1" in
  store) cat > item ;;
  lookup) cat item 2>/dev/null || exit 1 ;;
  clear) rm -f item ;;
esac
`;

const issuer = 'https://id.example';
const secret = JSON.stringify({ refreshToken: 'sp_rt_"quoted" $HOME\n' });

test.each([
  ['keychain', security, keychain],
  ['secret service', secretTool, secretService],
])('the %s keeps a secret, which no list of processes shows', async (_, body, vaultOf) => {
  const vault = vaultOf(await program(body));
  expect(await vault.read(issuer)).toBeNull();
  expect(await vault.write(issuer, secret)).toBe(true);
  expect(await vault.read(issuer)).toBe(secret);
  await vault.remove(issuer);
  expect(await vault.read(issuer)).toBeNull();
  const calls = await readFile(join(folder, 'calls'), 'utf8');
  expect(calls).toContain(issuer);
  expect(calls).not.toContain(Buffer.from(secret).toString('base64url'));
});

test.each([
  ['is not there', async () => join(folder, 'none')],
  ['keeps nothing and says nothing', () => program('exit 0\n')],
  ['fails', () => program('exit 1\n')],
])('a vault that %s is not relied on', async (_, path) => {
  const vault = keychain(await path());
  expect(await vault.write(issuer, secret)).toBe(false);
  await expect(vault.remove(issuer)).resolves.toBeUndefined();
});
