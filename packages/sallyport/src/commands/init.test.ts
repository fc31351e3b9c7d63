import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sallyport } from '../command.fixture.ts';
import { loadConfiguration } from '../config/load.ts';
import { serviceKinds } from '../init/answers.ts';

async function newFile(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'sallyport-init-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  return join(directory, 'sallyport.yaml');
}

const init = (file: string, ...args: string[]) => sallyport(['init', '--output', file, ...args]);

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
  expect(stdout).toContain('issuer http://localhost:9000, audience https://api.example');
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

test('two files have different secrets', async () => {
  const [first, second] = [await newFile(), await newFile()];
  await Promise.all([init(first).ended, init(second).ended]);
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
});

test.each([
  [['--url', 'shop.example'], '--url is "shop.example". Write scheme, host and port only'],
  [['--upstream', 'http://127.0.0.1:3000/x'], '--upstream is "http://127.0.0.1:3000/x".'],
  [['--service', 'rails'], 'Allowed choices are express, fastify, hono, nest, other.'],
])('%s is refused in a sentence', async (args, sentence) => {
  const file = await newFile();
  const { code, stderr } = await init(file, ...args).ended;
  expect(code).toBe(2);
  expect(stderr).toContain(sentence);
  await expect(stat(file)).rejects.toThrow('ENOENT');
});

test('a folder that is not there is told', async () => {
  const { code, stderr } = await init(`${await newFile()}/x/y.yaml`).ended;
  expect(code).toBe(1);
  expect(stderr).toContain('was not written. There is no such directory.');
});
