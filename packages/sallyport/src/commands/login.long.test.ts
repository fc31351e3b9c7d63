import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { alice, bob, shop } from '../../../../testing/shop.ts';
import { signInToShop } from '../../../../testing/sign-in.ts';
import { createVisitor, csrfOf, type Visitor } from '../../../../testing/visitor.ts';
import { sallyport } from '../command.fixture.ts';
import { startInProcess } from '../in-process.fixture.ts';

let issuer: TestIssuer;
let home: string;
beforeAll(async () => {
  const [, ...others] = shop.users;
  const users = [{ ...alice, name: 'Alice', roles: ['administrator'] }];
  issuer = await startTestIssuer({ ...shop, users: [...users, ...others] }, { commandLine: true });
  // The API takes no such name; a provider of before, or another writer, may have.
  await issuer.context.sql`update users set name = ${dangerous} where email = ${alice.email}`;
});
afterAll(() => issuer.close());
const dangerous = 'Alice \u001b]0;owned\u0007';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'sallyport-login-'));
  for (const [name, value] of Object.entries(environment())) vi.stubEnv(name, value);
  return async () => {
    vi.unstubAllEnvs();
    await rm(home, { recursive: true });
  };
});

const environment = () => ({
  ...{ XDG_STATE_HOME: home, SALLYPORT_TOKEN: '', SALLYPORT_ISSUER: '' },
  DBUS_SESSION_BUS_ADDRESS: '',
});
const run = (...words: string[]) => startInProcess(words);

const kept = async () => {
  const folder = join(home, 'sallyport', 'sign-ins');
  const name = (await readdir(folder)).find((each) => each.endsWith('.json'))!;
  const path = join(folder, name);
  return { folder, path, ...JSON.parse(await readFile(path, 'utf8')) };
};

/** A command that waits for a browser, and the address that it printed. */
async function startLogin() {
  const command = startInProcess(['login', '--issuer', issuer.url, '--no-browser']);
  const told = await command.told('/authorize?');
  const url = /http\S+\/authorize\?\S+/.exec(told)![0];
  return { ...command, url };
}

/** Goes through the issuer's pages. @returns the address at which the browser ends, without visiting it */
async function signIn(browser: Visitor, url: string, person = alice): Promise<string> {
  let next = (await browser.get(url)).next!;
  while (next.startsWith(issuer.url)) {
    const shown = await browser.get(next);
    if (shown.next) next = shown.next;
    else {
      const fields = next.includes('/consent/') ? { answer: 'given' } : person;
      next = (await browser.post(next, { csrf: csrfOf(shown), ...fields })).next!;
    }
  }
  return next;
}

async function loggedIn(person = alice): Promise<void> {
  const command = await startLogin();
  await fetch(await signIn(createVisitor(), command.url, person));
  expect(await command.ended).toMatchObject({ code: 0 });
}

test('a person signs in, asks, and signs out; no gateway takes the token then', async () => {
  const command = await startLogin();
  const asked = new URL(command.url).searchParams;
  expect(asked.get('code_challenge_method')).toBe('S256');
  expect(asked.get('redirect_uri')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback$/);
  const arrived = await signIn(createVisitor(), command.url);
  const page = await fetch(arrived);
  expect(await page.text()).toContain('Go back to the terminal.');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  const { code, stdout } = await command.ended;
  expect(code).toBe(0);
  expect(stdout).toContain(`You are signed in at ${issuer.url} as ${alice.email}.`);

  const { path, folder, tokens } = await kept();
  expect([(await stat(path)).mode & 0o777, (await stat(folder)).mode & 0o777]).toEqual([
    0o600, 0o700,
  ]);
  const asks = ['explain', '--user', alice.email, '--api', `${issuer.url}/admin/v1`];
  expect(await run(...asks).ended).toMatchObject({ code: 0, stderr: '' });
  expect(await run('whoami').ended).toMatchObject({
    ...{ code: 0, stderr: '' },
    stdout: expect.stringContaining(`*  ${issuer.url}  ${alice.email}`),
  });
  await issuer.context.sql`
    insert into resource_roles (user_id, type, identifier, role)
    select id, 'group', 'staff', 'administrator' from users where email = ${alice.email}`;
  expect(await run('whoami').ended).toMatchObject({
    ...{ code: 0, stderr: '' },
    stdout: expect.stringMatching(/You look after:\n.*\n *group +staff +users:read users:write/),
  });

  expect(await run('logout').ended).toMatchObject({ code: 0, stderr: '' });
  const answer = await fetch(`${issuer.url}/admin/v1/users`, {
    headers: { authorization: `Bearer ${tokens.accessToken}` },
  });
  expect(answer.status).toBe(401);
  expect(await run('whoami').ended).toMatchObject({ code: 1, stdout: '' });
  expect(await run(...asks, '--issuer', issuer.url).ended).toMatchObject({
    ...{ code: 2, stderr: expect.stringContaining('You are not signed in') },
  });
});

test('whoever is signed in at that browser already is asked first', async () => {
  const browser = createVisitor();
  await signInToShop(issuer.url, { browser });
  const command = await startLogin();
  const page = (await browser.get(command.url)).next!;
  expect(page).toContain('/consent/');
  const shown = await browser.get(page);
  expect(shown.text).toContain('Sallyport command line');
  const posted = await browser.post(page, { csrf: csrfOf(shown), answer: 'denied' });
  await fetch((await browser.get(posted.next!)).next!);
  expect(await command.ended).toMatchObject({
    ...{ code: 1, stderr: expect.stringContaining('you did not let the command line go on') },
  });
  expect((await readdir(home)).length).toBe(0);
});

test('a second sign-in replaces the first, whose tokens are revoked', async () => {
  const browser = createVisitor();
  const first = await startLogin();
  await fetch(await signIn(browser, first.url));
  await first.ended;
  const { tokens } = await kept();
  const second = await startLogin();
  await fetch(await signIn(browser, second.url));
  expect(await second.ended).toMatchObject({ code: 0 });
  expect(await run('whoami').ended).toMatchObject({ code: 0, stderr: '' });
  const body = { grant_type: 'refresh_token', client_id: 'sallyport-cli' };
  const answer = await fetch(`${issuer.url}/token`, {
    method: 'POST',
    body: new URLSearchParams({ ...body, refresh_token: tokens.refreshToken }),
  });
  expect(answer.status).toBe(400);
});

test('another program cannot answer in the place of the browser', async () => {
  const command = await startLogin();
  const target = new URL(command.url).searchParams.get('redirect_uri')!;
  for (const forged of ['?code=x', '?code=x&state=guessed', '?error=access_denied&state=']) {
    expect((await fetch(target + forged)).status).toBe(404);
  }
  const right = new URL(await signIn(createVisitor(), command.url));
  right.searchParams.set('iss', 'https://evil.example');
  await fetch(right);
  const { code, stderr } = await command.ended;
  expect(code).toBe(1);
  expect(stderr).toContain('You are not signed in: ');
});

test('commands at once refresh, and the sign-in holds', async () => {
  await loggedIn();
  const { path, folder: _, ...file } = await kept();
  const aged = { ...file, tokens: { ...file.tokens, expiresAt: 0 } };
  delete aged.path;
  await writeFile(path, JSON.stringify(aged));
  const asks = ['explain', '--user', alice.email, '--api', `${issuer.url}/admin/v1`, '--json'];
  const ended = await Promise.all(
    Array.from({ length: 3 }, () => sallyport(asks, environment()).ended),
  );
  expect(ended.map(({ code, stderr }) => [code, stderr])).toEqual(Array(3).fill([0, '']));
  const { tokens } = await kept();
  expect(tokens.refreshToken).not.toBe(file.tokens.refreshToken);
  await writeFile(path, JSON.stringify({ ...aged, tokens: { ...tokens, expiresAt: 0 } }));
  expect(await run(...asks).ended).toMatchObject({ code: 0, stderr: '' });
});

test('a sign-in that ended elsewhere is told in words', async () => {
  await loggedIn(bob);
  const { path, folder: _, path: __, ...file } = await kept();
  await writeFile(path, JSON.stringify({ ...file, tokens: { ...file.tokens, expiresAt: 0 } }));
  await issuer.context.sql`
    update grants set revoked_at = now() where client_id = 'sallyport-cli'
      and user_id = (select id from users where email = ${bob.email})`;
  expect(await run('whoami').ended).toMatchObject({
    code: 1,
    stderr: `Your sign-in at ${issuer.url} has ended. Sign in again: sallyport login --issuer ${issuer.url}\n`,
  });
});

test('a file that others may open, and one that is a link, are not used', async () => {
  await loggedIn();
  const { path } = await kept();
  await chmod(path, 0o640);
  expect(await run('whoami').ended).toMatchObject({
    ...{ code: 1, stderr: expect.stringContaining(`chmod go= ${path}`) },
  });
  await chmod(path, 0o600);
  const elsewhere = join(home, 'elsewhere');
  await writeFile(elsewhere, await readFile(path), { mode: 0o600 });
  await rm(path);
  await symlink(elsewhere, path);
  expect(await run('whoami').ended).toMatchObject({
    ...{ code: 1, stderr: expect.stringContaining('it is a link') },
  });
});

test.runIf(process.getuid?.() === 0)('a file of another account is not used', async () => {
  await loggedIn();
  const { path } = await kept();
  await chown(path, 12_345, 12_345);
  expect(await run('whoami').ended).toMatchObject({
    ...{ code: 1, stderr: expect.stringContaining(`${path} belongs to another account.`) },
  });
});

test('signing out of a file that others may open says that its tokens may go on', async () => {
  await loggedIn();
  const { path, tokens } = await kept();
  await chmod(path, 0o644);
  expect(await run('logout', '--issuer', issuer.url).ended).toMatchObject({
    ...{ code: 1, stdout: '' },
    stderr: expect.stringMatching(/other accounts may open it.*its tokens may go on to work/s),
  });
  expect((await readdir(join(path, '..'))).filter((name) => name.endsWith('.json'))).toEqual([]);
  const answer = await fetch(`${issuer.url}/admin/v1/users`, {
    headers: { authorization: `Bearer ${tokens.accessToken}` },
  });
  expect(answer.status).toBe(200);
});

test('an address that was copied from a browser elsewhere is taken', async () => {
  const command = await startLogin();
  const arrived = await signIn(createVisitor(), command.url);
  command.stdin.write(`no address\n${arrived}\n`);
  expect(await command.ended).toMatchObject({ code: 0 });
});

test('what the issuer names itself is compared', async () => {
  const other = issuer.url.replace('localhost', '127.0.0.1');
  expect(await run('login', '--issuer', other, '--no-browser').ended).toMatchObject({
    ...{ code: 1, stderr: expect.stringContaining('cannot be used as an issuer') },
  });
});

test('the secret service of the desktop keeps the tokens, where there is one', async () => {
  const tools = join(home, 'bin');
  await mkdir(tools);
  const script = `#!/bin/sh
cd "${home}"
case "$1" in
  store) cat > vault ;;
  lookup) cat vault ;;
  clear) rm -f vault ;;
esac
`;
  await writeFile(join(tools, 'secret-tool'), script, { mode: 0o755 });
  vi.stubEnv('PATH', `${tools}:${process.env['PATH']}`);
  vi.stubEnv('DBUS_SESSION_BUS_ADDRESS', 'unix:path=/none');
  const command = await startLogin();
  await fetch(await signIn(createVisitor(), command.url));
  const { stdout } = await command.ended;
  expect(stdout).toContain("The token is in the system's secret service.");
  expect((await kept()).tokens).toBeNull();
  const { path, folder: _, ...file } = await kept();
  expect(await run('whoami').ended).toMatchObject({ code: 0, stderr: '' });
  expect(await run('logout').ended).toMatchObject({ code: 0 });
  expect(await readdir(home)).not.toContain('vault');

  // As over SSH, where the vault cannot be asked.
  vi.stubEnv('DBUS_SESSION_BUS_ADDRESS', '');
  await writeFile(path, JSON.stringify({ ...file, path: undefined }), { mode: 0o600 });
  expect(await run('logout', '--issuer', issuer.url).ended).toMatchObject({
    ...{ code: 1, stdout: '', stderr: expect.stringContaining('a vault that is not there now') },
  });
});
