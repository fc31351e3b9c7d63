import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { makeCertificate } from '../../../e2e/support/certificates.ts';
import { postgresOf, sallyport } from './command.fixture.ts';
import { startInProcess } from './in-process.fixture.ts';
import { askForToken, authorization, shop, site, start } from './start.fixture.ts';

/** One process less, where it does not matter whether it would be started again. */
const unsupervised = ['--no-restart'];

test('after kill -9 the next start finds everything as it was', async () => {
  const here = await site();
  const file = await here.configure(shop);
  const first = start(file, here);
  await first.logged('Ready');
  const { access_token: token } = (await (await askForToken(here.issuer)).json()) as {
    access_token: string;
  };
  first.process.kill('SIGKILL');
  expect((await first.ended).code).toBe('SIGKILL');
  expect(await postgresOf(here)).toMatchObject({ kind: 'server' });

  const second = start(file, here);
  await second.logged('Ready');
  const introspection = await fetch(`${here.issuer}/introspect`, {
    method: 'POST',
    headers: authorization,
    body: new URLSearchParams({ token }),
  });
  expect(await introspection.json()).toMatchObject({ active: true, client_id: 'shop-api' });
  second.process.kill('SIGINT');
  const { code, stdout } = await second.ended;
  expect(code).toBe(0);
  expect(stdout).toContain('"msg":"Adopted PostgreSQL"');
  expect(stdout).toContain('"configuration":{"changed":false,');
  expect(await postgresOf(here)).toEqual({ kind: 'none' });
});

test('apply changes a running system, and the second time nothing', async () => {
  const here = await site();
  const running = start(await here.configure(''), here, unsupervised);
  await running.logged('Ready');
  expect((await askForToken(here.issuer)).status).toBe(401);

  const wordsFor = async (more: string) => [
    ...['apply', await here.configure(more)],
    ...['--data-dir', here.dataDir],
  ];
  const apply = async (more: string, ...options: string[]) =>
    startInProcess([...(await wordsFor(more)), ...options]).ended;
  const planned = await apply(shop, '--dry-run');
  expect(planned.code).toBe(0);
  expect(planned.stdout).toContain('+ client:shop-api\n');
  expect(planned.stdout).toMatch(/\nNothing was changed: this was a dry run\.\n$/);
  expect((await askForToken(here.issuer)).status).toBe(401);
  const { code, stdout } = await sallyport(await wordsFor(shop)).ended;
  expect(code).toBe(0);
  expect(stdout.split('\n')).toEqual(
    expect.arrayContaining(['+ client:shop-api', 'Applied; all gateways use it.']),
  );
  expect((await askForToken(here.issuer)).status).toBe(200);
  expect((await apply(shop)).stdout).toBe(
    'Nothing to change.\nApplications, URLs and TLS are read at the next start.\n',
  );
  expect((await apply('', '--dry-run')).stdout).toContain('- client:shop-api\n');
  expect((await askForToken(here.issuer)).status).toBe(200);
  expect((await apply('')).stdout).toContain('- client:shop-api\n');
  expect((await askForToken(here.issuer)).status).toBe(401);

  const moved = await here.configure('');
  await writeFile(moved, (await readFile(moved, 'utf8')).replace('localhost', '127.0.0.1'));
  const { code: refused, stderr } = await startInProcess([
    ...['apply', moved],
    ...['--data-dir', here.dataDir],
  ]).ended;
  expect(stderr).toMatch(/^The configuration cannot be applied: issuer\.url is .*\n$/);
  expect(refused).toBe(1);
  running.process.kill('SIGINT');
  expect((await running.ended).code).toBe(0);
});

test('a start that fails has not applied its file', async () => {
  const here = await site();
  const first = start(await here.configure(shop), here, unsupervised);
  await first.logged('Ready');
  first.process.kill('SIGINT');
  await first.ended;
  const other = createServer().listen(here.ports[2], '127.0.0.1');
  await once(other, 'listening');
  expect((await start(await here.configure(''), here, unsupervised).ended).code).toBe(1);
  other.close();
  const again = start(await here.configure(shop), here, unsupervised);
  await again.logged('Ready');
  again.process.kill('SIGINT');
  expect((await again.ended).stdout).toContain('"configuration":{"changed":false,');
});

test('a certificate that this machine does not trust', async () => {
  const here = await site();
  const { cert, key } = await makeCertificate(['localhost']);
  const file = await here.configure('tls: { issuer: { cert: cert.pem, key: key.pem } }');
  await writeFile(join(dirname(file), 'cert.pem'), cert);
  await writeFile(join(dirname(file), 'key.pem'), key);
  const secure = here.issuer.replace('http:', 'https:');
  await writeFile(file, (await readFile(file, 'utf8')).replace(here.issuer, secure));
  const command = start(file, here, unsupervised);
  await command.logged('Ready');
  expect((await fetch(`${here.gateway}/nothing`)).status).toBe(404);
  command.process.kill('SIGINT');
  expect((await command.ended).code).toBe(0);
});

test('another secret than the database was made under', async () => {
  const here = await site();
  const options = [...unsupervised, '--data-dir', here.dataDir];
  const args = ['start', '--config', await here.configure(''), ...options];
  const first = sallyport(args);
  await first.logged('Ready');
  first.process.kill('SIGINT');
  await first.ended;
  const { code, stderr } = await sallyport(args, { SALLYPORT_SECRET: 's'.repeat(43) }).ended;
  expect(stderr).toBe(
    'The database was made with another secret than this one. Set SALLYPORT_SECRET to that of ' +
      `the other nodes, or restore the file ${here.dataDir}/secret.\n`,
  );
  expect(code).toBe(1);
});

test('a signal while it starts stops it as well', async () => {
  const here = await site({ first: true });
  const command = start(await here.configure(''), here);
  await command.logged('Started PostgreSQL');
  command.process.kill('SIGTERM');
  expect(await command.ended).toMatchObject({ code: 0, stderr: '' });
  expect(await postgresOf(here)).toEqual({ kind: 'none' });
});

test('a data directory that cannot be one', async () => {
  const here = await site({ first: true });
  await writeFile(here.dataDir, '');
  const { code, stderr } = await start(await here.configure(''), here, ['--no-restart']).ended;
  expect(stderr).toContain(`The data directory ${here.dataDir} cannot be created`);
  expect(code).toBe(1);
  expect(await postgresOf(here)).toEqual({ kind: 'none' });
});

test('a gateway by itself says what it needs, and stops while it waits for an issuer', async () => {
  const here = await site();
  const options = ['--role', 'gateway', '--no-restart'];
  const args = ['start', ...options, '--config', await here.configure('')];
  expect((await sallyport(args).ended).stderr).toContain(
    'A gateway without an issuer in its process needs the SALLYPORT_SECRET of the issuer',
  );
  const waiting = sallyport(args, { SALLYPORT_SECRET: 's'.repeat(43) });
  await waiting.logged('Cannot join the issuer');
  waiting.process.kill('SIGTERM');
  expect(await waiting.ended).toMatchObject({ code: 0, stderr: '' });
});
