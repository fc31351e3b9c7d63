import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readConfiguration } from './config/load.ts';
import { environmentWithCredentials } from './credentials.ts';

async function credentials(files: Record<string, string>): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'sallyport-credentials-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
  return directory;
}

test('a credential stands for the variable of its name, also in the configuration', async () => {
  const directory = await credentials({ SHOP_URL: 'http://localhost:8090\n' });
  const env = environmentWithCredentials({ CREDENTIALS_DIRECTORY: directory });
  const { configuration } = readConfiguration('gateway: { url: "${SHOP_URL}" }', {
    file: 'sallyport.yaml',
    env,
  });
  expect(configuration.gateway.url).toBe('http://localhost:8090');
});

test('a variable that is set counts, also when it is empty', async () => {
  const directory = await credentials({ A: 'file', B: 'file' });
  const env = environmentWithCredentials({ CREDENTIALS_DIRECTORY: directory, A: 'set', B: '' });
  expect(env).toMatchObject({ A: 'set', B: '' });
});

test('only the line break at the end is taken away', async () => {
  const directory = await credentials({ A: ' two\nlines \r\n', B: 'none', C: '\n' });
  const env = environmentWithCredentials({ CREDENTIALS_DIRECTORY: directory });
  expect(env).toMatchObject({ A: ' two\nlines ', B: 'none', C: '' });
});

test('links are followed, and what is named like no variable is left alone', async () => {
  const directory = await credentials({ 'tls.key': 'no variable' });
  await mkdir(join(directory, '..data'));
  await writeFile(join(directory, '..data', 'A'), 'mounted');
  await symlink(join('..data', 'A'), join(directory, 'A'));
  const given = { CREDENTIALS_DIRECTORY: directory };
  expect(environmentWithCredentials(given)).toEqual({ ...given, A: 'mounted' });
});

test('what cannot be read is named', async () => {
  const directory = await credentials({});
  await mkdir(join(directory, 'DATABASE_URL'));
  const read = (path: string) => () => environmentWithCredentials({ CREDENTIALS_DIRECTORY: path });
  expect(read(directory)).toThrow(
    `CREDENTIALS_DIRECTORY: ${join(directory, 'DATABASE_URL')} cannot be read (EISDIR).`,
  );
  expect(read(join(directory, 'none'))).toThrow('cannot be read (ENOENT)');
});
