import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { formatBasic } from '@sallyport/protocol/basic-credentials.ts';
import { expect, onTestFinished, test } from 'vitest';
import { makeCertificate } from '../../../e2e/support/certificates.ts';
import { newSite, postgresOf, type Site, sallyport } from './command.fixture.ts';

async function site(options?: { first: boolean }): Promise<Site> {
  const made = await newSite(options);
  onTestFinished(() => made.remove());
  return made;
}

const start = (file: string, { dataDir }: Site, more: string[] = []) => {
  const command = sallyport(['start', '--config', file, '--data-dir', dataDir, ...more]);
  onTestFinished(() => void command.process.kill('SIGKILL'));
  return command;
};

const shop = [
  'apis: [{ id: "https://orders.example", name: Orders, permissions: ["orders:read"] }]',
  'clients:',
  '  - id: shop-api',
  '    name: Shop',
  '    type: service',
  '    secret: a-secret-of-the-shop-that-is-long-enough',
  '    grants: [client_credentials]',
  '    apis: [https://orders.example]',
  '    serves: [https://orders.example]',
].join('\n');

const authorization = {
  authorization: formatBasic({
    id: 'shop-api',
    secret: 'a-secret-of-the-shop-that-is-long-enough',
  }),
};

const askForToken = (issuer: string) =>
  fetch(`${issuer}/token`, {
    method: 'POST',
    headers: authorization,
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });

test('start until Ctrl-C: all parts answer, and nothing is left', async () => {
  const here = await site({ first: true });
  const command = start(await here.configure(shop), here);
  await command.logged('Ready');
  expect((await fetch(`${here.issuer}/health/ready`)).status).toBe(200);
  expect((await fetch(`http://127.0.0.1:${here.ports[2]}/health/ready`)).status).toBe(200);
  expect((await fetch(`${here.gateway}/nothing`)).status).toBe(404);
  expect((await askForToken(here.issuer)).status).toBe(200);

  command.process.kill('SIGINT');
  expect(await command.ended).toMatchObject({ code: 0, stderr: '' });
  expect(await postgresOf(here)).toEqual({ kind: 'none' });
  await expect(fetch(here.gateway)).rejects.toThrow();
});

test('a signal while it starts stops it as well', async () => {
  const here = await site({ first: true });
  const command = start(await here.configure(''), here);
  await command.logged('Started PostgreSQL');
  command.process.kill('SIGTERM');
  expect(await command.ended).toMatchObject({ code: 0, stderr: '' });
  expect(await postgresOf(here)).toEqual({ kind: 'none' });
});

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
  const running = start(await here.configure(''), here);
  await running.logged('Ready');
  expect((await askForToken(here.issuer)).status).toBe(401);

  const apply = async (more: string, ...options: string[]) =>
    sallyport(['apply', await here.configure(more), '--data-dir', here.dataDir, ...options]).ended;
  const planned = await apply(shop, '--dry-run');
  expect(planned.code).toBe(0);
  expect(planned.stdout).toContain('+ client:shop-api\n');
  expect(planned.stdout).toMatch(/\nNothing was changed: this was a dry run\.\n$/);
  expect((await askForToken(here.issuer)).status).toBe(401);
  const { code, stdout } = await apply(shop);
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
  const { code: refused, stderr } = await sallyport(['apply', moved, '--data-dir', here.dataDir])
    .ended;
  expect(stderr).toMatch(/^The configuration cannot be applied: issuer\.url is .*\n$/);
  expect(refused).toBe(1);
  running.process.kill('SIGINT');
  expect((await running.ended).code).toBe(0);
});

test.each([
  [0, 'issuer', 'issuer.url'],
  [1, 'gateway', 'gateway.url'],
  [2, 'decision endpoint', 'gateway.decide_port'],
  [3, 'internal listener of the issuer', 'issuer.internal.listen'],
  [4, 'management port', 'management.listen'],
] as const)('port %i in use', async (which, name, key) => {
  const here = await site();
  const port = here.ports[which];
  const other = createServer().listen(port, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  const { code, stderr } = await start(await here.configure(''), here).ended;
  expect(stderr).toBe(
    `Port ${port} is in use, and the ${name} listens there. Stop what uses it ` +
      `(lsof -i :${port} names it), or change ${key} in the configuration.\n`,
  );
  expect(code).toBe(1);
  expect(await postgresOf(here)).toEqual({ kind: 'none' });
});

test('a start that fails has not applied its file', async () => {
  const here = await site();
  const first = start(await here.configure(shop), here);
  await first.logged('Ready');
  first.process.kill('SIGINT');
  await first.ended;
  const other = createServer().listen(here.ports[2], '127.0.0.1');
  await once(other, 'listening');
  expect((await start(await here.configure(''), here).ended).code).toBe(1);
  other.close();
  const again = start(await here.configure(shop), here);
  await again.logged('Ready');
  again.process.kill('SIGINT');
  expect((await again.ended).stdout).toContain('"configuration":{"changed":false,');
});

test('issuer and gateway on one port', async () => {
  const here = await site();
  const file = await here.configure('');
  await writeFile(file, (await readFile(file, 'utf8')).replaceAll(here.gateway, here.issuer));
  expect((await start(file, here).ended).stderr).toBe(
    `The issuer and the gateway would both listen on port ${here.ports[0]}. ` +
      'Change issuer.url or gateway.url in the configuration.\n',
  );
});

test('a certificate that this machine does not trust', async () => {
  const here = await site();
  const { cert, key } = await makeCertificate(['localhost']);
  const file = await here.configure('tls: { issuer: { cert: cert.pem, key: key.pem } }');
  await writeFile(join(dirname(file), 'cert.pem'), cert);
  await writeFile(join(dirname(file), 'key.pem'), key);
  const secure = here.issuer.replace('http:', 'https:');
  await writeFile(file, (await readFile(file, 'utf8')).replace(here.issuer, secure));
  const command = start(file, here);
  await command.logged('Ready');
  expect((await fetch(`${here.gateway}/nothing`)).status).toBe(404);
  command.process.kill('SIGINT');
  expect((await command.ended).code).toBe(0);
});

test('an unknown key stops it before anything is made', async () => {
  const here = await site();
  const { code, stderr } = await start(await here.configure('clinets: []'), here).ended;
  expect(stderr).toBe(
    [
      'sallyport.yaml:4:1  clinets: unknown key; did you mean clients?',
      '    4 | clinets: []',
      '      | ^',
      '',
    ].join('\n'),
  );
  expect(code).toBe(1);
  expect(await postgresOf(here)).toEqual({ kind: 'none' });
});

test('a data directory that cannot be one', async () => {
  const here = await site({ first: true });
  await writeFile(here.dataDir, '');
  const { code, stderr } = await start(await here.configure(''), here).ended;
  expect(stderr).toContain(`The data directory ${here.dataDir} cannot be created`);
  expect(code).toBe(1);
});

test('a database that does not answer, or cannot be used', async () => {
  const here = await site();
  const file = await here.configure('');
  const env = { DATABASE_URL: `postgres://me:hunter2@127.0.0.1:${here.ports[0]}/db` };
  const { code, stderr } = await sallyport(
    ['start', '--config', file, '--data-dir', here.dataDir],
    env,
  ).ended;
  expect(stderr).toBe(
    `PostgreSQL at 127.0.0.1:${here.ports[0]} does not answer (ECONNREFUSED). ` +
      'Check that it runs, and that DATABASE_URL is right.\n',
  );
  expect(code).toBe(1);
});

test('nodes that share a database in production share a secret too', async () => {
  const here = await site();
  const env = { NODE_ENV: 'production', DATABASE_URL: 'postgres://127.0.0.1:1/db' };
  const args = ['start', '--config', await here.configure(''), '--data-dir', here.dataDir];
  expect((await sallyport(args, env).ended).stderr).toContain(
    'With DATABASE_URL in production, set SALLYPORT_SECRET, the same on every node.',
  );
});

test('a gateway by itself says what it needs, and stops while it waits for an issuer', async () => {
  const here = await site();
  const args = ['start', '--role', 'gateway', '--config', await here.configure('')];
  expect((await sallyport(args).ended).stderr).toContain(
    'A gateway without an issuer in its process needs the SALLYPORT_SECRET of the issuer',
  );
  const waiting = sallyport(args, { SALLYPORT_SECRET: 's'.repeat(43) });
  await waiting.logged('Cannot join the issuer');
  waiting.process.kill('SIGTERM');
  expect(await waiting.ended).toMatchObject({ code: 0, stderr: '' });
});

test('apply, when nothing runs there', async () => {
  const here = await site();
  const args = ['apply', await here.configure(''), '--data-dir', join(here.dataDir, 'x')];
  const { code, stderr } = await sallyport(args).ended;
  expect(stderr).toContain(`No Sallyport runs on the data directory ${here.dataDir}/x.`);
  expect(code).toBe(1);
});

test('another secret than the database was made under', async () => {
  const here = await site();
  const args = ['start', '--config', await here.configure(''), '--data-dir', here.dataDir];
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
