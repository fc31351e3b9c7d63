import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sallyport } from '../command.fixture.ts';
import { loadConfiguration } from '../config/load.ts';
import { startInProcess } from '../in-process.fixture.ts';
import { serviceKinds } from '../init/answers.ts';
import { UsageError } from '../usage-error.ts';
import { init as initHere } from './init.ts';

async function newFile(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'sallyport-init-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  return join(directory, 'sallyport.yaml');
}

const init = (file: string, ...args: string[]) =>
  startInProcess(['init', '--output', file, ...args]);

test('without a terminal it asks nothing, and writes a configuration for its owner alone', async () => {
  const file = await newFile();
  const { code, stdout } = await init(file).ended;
  expect(code).toBe(0);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const { configuration } = await loadConfiguration(file, {});
  expect(configuration.routes.map(({ path }) => path)).toEqual(['/api/*', '/api/*', '/*']);
  const [user] = configuration.users;
  expect(stdout).toContain(`the\n   password ${user?.password} (`);
  expect(stdout).toContain("from '@sallyport/guard/express'");
});

test('each kind of service gets its own lines', async () => {
  for (const kind of serviceKinds.filter((each) => each !== 'other')) {
    const { stdout } = await init(await newFile(), '--service', kind).ended;
    expect(stdout).toContain(`from '@sallyport/guard/${kind}'`);
    expect(stdout).toContain("audience: 'https://api.example'");
    // As a .js file it would not be a module in an empty folder.
    expect(stdout).toMatch(/Save it as server\.m[jt]s:/);
  }
  const { stdout } = await init(await newFile(), '--service', 'other').ended;
  // What a JWT library asks for that reads no metadata by itself.
  const words = stdout.split('\n').map((line) => line.trim().split(/ {2,}/));
  expect(words).toEqual(
    expect.arrayContaining([
      ['issuer', 'http://localhost:9000'],
      ['audience', 'https://api.example'],
      ['keys', 'http://localhost:9000/jwks'],
      ['algorithm', 'ES256'],
    ]),
  );
});

test('for a public URL the file is one for production, behind a proxy', async () => {
  const file = await newFile();
  await init(file, '--url', 'https://shop.example', '--upstream', 'http://10.0.0.7:8000').ended;
  const { configuration } = await loadConfiguration(file, {});
  expect(configuration).toMatchObject({
    issuer: { url: 'https://id.shop.example', listen: '127.0.0.1:9000' },
    gateway: { url: 'https://shop.example', listen: '127.0.0.1:8080' },
    applications: [{ host: 'shop.example' }],
  });
});

test.each([
  ['http://localhost', 'http://localhost:8080/'],
  ['http://[::1]:8090', 'http://[::1]:3000'],
  ['https://SHOP.example:443', 'https://svc.internal:443'],
  ['https://münchen.example:8443', 'http://localhost'],
])('whatever is accepted for %s makes a file that can be used', async (url, upstream) => {
  const file = await newFile();
  const { code, stderr } = await init(file, '--url', url, '--upstream', upstream).ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { configuration } = await loadConfiguration(file, {});
  expect(configuration.gateway.url).toBe(new URL(url).origin);
});

test('a host that no application can have leaves no file', async () => {
  const file = await newFile();
  const { code, stderr } = await init(file, '--url', 'https://a_b.example').ended;
  expect(code).toBe(1);
  expect(stderr).toContain('applications[0].host: a host is lower-case');
  await expect(stat(file)).rejects.toThrow('ENOENT');
});

test('the service listens where the gateway finds it', async () => {
  const told = async (upstream: string) =>
    (await init(await newFile(), '--upstream', upstream).ended).stdout;
  expect(await told('http://[::1]:3000')).toContain("app.listen(3000, '::1');");
  expect(await told('http://10.0.0.7:3000')).toContain("app.listen(3000, '0.0.0.0');");
});

test('of several at once, one writes the file, whole, and nothing is left of the others', async () => {
  const file = await newFile();
  const ended = await Promise.all([1, 2, 3].map(() => sallyport(['init', '--output', file]).ended));
  expect(ended.map(({ code }) => code).sort()).toEqual([0, 1, 1]);
  await loadConfiguration(file, {});
  expect(await readdir(dirname(file))).toEqual(['sallyport.yaml']);
});

test('a file name is a word of the shell in the steps', async () => {
  const directory = dirname(await newFile());
  const { stdout } = await init(join(directory, "it's mine.yaml")).ended;
  expect(stdout).toContain(`start --config '${directory}/it'\\''s mine.yaml'`);
});

test('two files have different secrets', async () => {
  const [first, second] = [await newFile(), await newFile()];
  for (const file of [first, second]) await init(file).ended;
  const secretsOf = async (file: string) =>
    [...(await readFile(file, 'utf8')).matchAll(/(?:secret|password): "(.*)"/g)].map(([, s]) => s);
  const all = [...(await secretsOf(first)), ...(await secretsOf(second))];
  expect(all).toHaveLength(6);
  // The client's secret stands twice in a file.
  expect(new Set(all).size).toBe(4);
});

test('a file that is there is kept', async () => {
  const file = await newFile();
  await init(file).ended;
  const before = await readFile(file, 'utf8');
  const { code, stderr } = await init(file).ended;
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: `${file} was not written. It is there already. Remove it, or give another name with --output.\n`,
  });
  expect(await readFile(file, 'utf8')).toBe(before);
  // It is seen before anything is asked.
  await expect(initHere({ output: file, url: 'none' })).rejects.toThrow('It is there already.');
});

test.each([
  [{ url: 'shop.example' }, '--url is "shop.example". Write scheme, host and port only'],
  [{ url: 'http://localhost:0' }, 'Write scheme, host and port only'],
  [{ url: 'http://shop.example' }, 'Write https: http is for localhost only.'],
  [{ url: 'https://localhost' }, 'Write http for this machine alone'],
  [{ url: 'https://10.0.0.7' }, 'Write a name: the issuer gets one below it'],
  [{ url: 'https://[2001:db8::7]:8443' }, 'Write a name: the issuer gets one below it'],
  [{ url: 'http://localhost:9000' }, 'Port 9000 is that of the issuer: write another one.'],
  [{ url: 'http://[::1]:8082' }, 'Port 8082 is that of the management port'],
  [{ upstream: 'http://127.0.0.1:3000/x' }, '--upstream is "http://127.0.0.1:3000/x".'],
  [{ upstream: 'http://localhost:8080' }, 'Port 8080 is that of the gateway'],
  [
    { url: 'http://localhost:3000', upstream: 'http://127.0.0.1:3000' },
    'Port 3000 is that of the gateway',
  ],
])('%j is refused in a sentence', async (given, sentence) => {
  const output = await newFile();
  const refused = initHere({ output, ...given });
  await expect(refused).rejects.toThrow(UsageError);
  await expect(refused).rejects.toThrow(sentence);
  await expect(stat(output)).rejects.toThrow('ENOENT');
});

test.each([
  [['--url', 'shop.example'], '--url is "shop.example".'],
  [['--service', 'rails'], 'Allowed choices are express, fastify, hono, nest, other.'],
])('%s ends with 2', async (args, sentence) => {
  const { code, stderr } = await init(await newFile(), ...args).ended;
  expect(code).toBe(2);
  expect(stderr).toContain(sentence);
});

test('a folder that is not there is told', async () => {
  const { code, stderr } = await init(`${await newFile()}/x/y.yaml`).ended;
  expect(code).toBe(1);
  expect(stderr).toContain('was not written. There is no such directory.');
});
