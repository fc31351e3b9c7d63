import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { gatewaySecrets, issuerSecrets } from './secrets.ts';

async function temporary(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'sallyport-secret-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  return dir;
}

const long = 'a secret of no less than forty-three characters';

test('a file is made for one machine, and used from then on', async () => {
  const dataDir = join(await temporary(), 'new');
  const place = { env: {}, dataDir, ifMissing: 'make one' } as const;
  const first = await issuerSecrets(place);
  expect(await issuerSecrets(place)).toEqual(first);
  expect((await stat(join(dataDir, 'secret'))).mode & 0o777).toBe(0o600);
  expect(await readdir(dataDir)).toEqual(['secret']);
});

test('processes that start at once end up with one secret', async () => {
  const dataDir = await temporary();
  const racer = new URL('./secrets.fixture.ts', import.meta.url);
  const children = Array.from({ length: 6 }, () => fork(racer, [dataDir]));
  onTestFinished(() => {
    for (const child of children) child.kill('SIGKILL');
  });
  await Promise.all(children.map((child) => once(child, 'message')));
  const answers = children.map((child) => once(child, 'message'));
  for (const child of children) child.send('go');
  const digests = (await Promise.all(answers)).map(([digest]) => digest);
  expect(new Set(digests).size).toBe(1);
  expect(await readdir(dataDir)).toEqual(['secret']);
});

test('a variable goes before the file', async () => {
  const place = { dataDir: await temporary(), ifMissing: 'ask for one' } as const;
  const { secret } = await issuerSecrets({ ...place, env: { SALLYPORT_SECRET: long } });
  expect(secret.toString()).toBe(long);
});

test('what is too short is refused, and not shown', async () => {
  const dataDir = await temporary();
  const place = { dataDir, ifMissing: 'make one' } as const;
  await expect(issuerSecrets({ ...place, env: { SALLYPORT_SECRET: 'hunter2' } })).rejects.toThrow(
    'SALLYPORT_SECRET has 7 characters and needs 43 or more. Make one with: openssl rand -base64 48',
  );
  await writeFile(join(dataDir, 'secret'), 'hunter2');
  await expect(issuerSecrets({ ...place, env: {} })).rejects.toThrow(/^The secret in .* too short/);
});

test('nodes that share a database do not each make a secret', async () => {
  const place = { env: {}, dataDir: await temporary(), ifMissing: 'ask for one' } as const;
  await expect(issuerSecrets(place)).rejects.toThrow(
    'With DATABASE_URL in production, set SALLYPORT_SECRET, the same on every node.',
  );
});

test('a command for nodes that run already makes no secret of its own', async () => {
  const dataDir = await temporary();
  const place = { env: {}, dataDir, ifMissing: 'ask for theirs' } as const;
  await expect(issuerSecrets(place)).rejects.toThrow(`There is no secret in ${dataDir}/secret.`);
  expect(await readdir(dataDir)).toEqual([]);
});

test('a data directory that cannot be one', async () => {
  const dataDir = join(await temporary(), 'file');
  await writeFile(dataDir, '');
  await expect(issuerSecrets({ env: {}, dataDir, ifMissing: 'make one' })).rejects.toThrow(
    `The data directory ${dataDir} cannot be created: there is a file of that name. Choose another.`,
  );
});

test('issuer and gateway come to the same credentials from the one secret', async () => {
  const env = { SALLYPORT_SECRET: long };
  const dataDir = await temporary();
  await mkdir(dataDir, { recursive: true });
  const { secret, formerGatewaySecrets, ...shared } = await issuerSecrets({
    env,
    dataDir,
    ifMissing: 'ask for one',
  });
  expect(gatewaySecrets(env)).toEqual(shared);
  expect(shared.cookieKeys.map(({ length }) => length)).toEqual([32]);
});

test('cookie keys are replaced one after the other: the first is the new one', () => {
  const keysOf = (value: string) =>
    gatewaySecrets({ SALLYPORT_SECRET: long, SALLYPORT_COOKIE_KEY: value }).cookieKeys;
  const [former, next] = [`${long}former`, `${long}next`];
  expect(keysOf(`${next}, ${former}`)).toEqual([...keysOf(next), ...keysOf(former)]);
  expect(() => keysOf(`${next},short`)).toThrow('SALLYPORT_COOKIE_KEY has 5 characters');
  expect(() => keysOf(`${next},`)).toThrow('SALLYPORT_COOKIE_KEY has 0 characters');
});

test('secrets of gateways are replaced while all run: gateways say the first, issuers take all', async () => {
  const [former, next] = [`${long}former`, `${long}next`];
  const env = {
    ...{ SALLYPORT_SECRET: long, SALLYPORT_COOKIE_KEY: long },
    SALLYPORT_GATEWAY_SECRET: `${next}, ${former}`,
  };
  expect(gatewaySecrets(env).gatewaySecret).toBe(next);
  const place = { dataDir: await temporary(), ifMissing: 'ask for one' } as const;
  expect(await issuerSecrets({ ...place, env })).toMatchObject({
    gatewaySecret: next,
    formerGatewaySecrets: [former],
  });
  expect(() => gatewaySecrets({ ...env, SALLYPORT_GATEWAY_SECRET: `${next},short` })).toThrow(
    'SALLYPORT_GATEWAY_SECRET has 5 characters',
  );
});

test('a gateway may have secrets of its own instead', () => {
  const own = { SALLYPORT_GATEWAY_SECRET: `${long} 1`, SALLYPORT_COOKIE_KEY: `${long} 2` };
  expect(gatewaySecrets(own)).toMatchObject({ gatewaySecret: `${long} 1` });
  expect(() => gatewaySecrets({ SALLYPORT_COOKIE_KEY: long })).toThrow(
    'A gateway without an issuer in its process needs the SALLYPORT_SECRET of the issuer',
  );
});
