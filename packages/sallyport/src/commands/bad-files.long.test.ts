import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireOwnDirectory } from '../data-dir.ts';
import { preparePaths } from '../postgres/paths.ts';
import { StartupError } from '../startup-error.ts';
import { apply } from './apply.ts';
import { doctor } from './doctor.ts';
import { init } from './init.ts';
import { openApi } from './open-api.ts';
import { proxyConfig } from './proxy-config.ts';
import { start } from './start.ts';
import { validate } from './validate.ts';

let directory: string;
const at = (name: string) => join(directory, name);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sallyport-files-'));
  await Promise.all([
    mkdir(at('directory')),
    writeFile(at('empty.yaml'), ''),
    writeFile(at('picture.yaml'), Buffer.from('89504e470d0a1a0a00ff', 'hex')),
    writeFile(at('latin1.yaml'), Buffer.from('users: [{ name: Andr\xe9 }]', 'latin1')),
    writeFile(at('utf16.yaml'), Buffer.from('\ufeffissuer: {}', 'utf16le')),
    writeFile(at('page.yaml'), '<!doctype html>\n<title>Sign in</title>\n'),
    writeFile(at('unreadable.yaml'), 'issuer: {}', { mode: 0o000 }),
    symlink(at('loop.yaml'), at('loop.yaml')),
    symlink('/nowhere/at/all', at('dangling')),
    mkdir(at('photos')).then(() => writeFile(at('photos/a.jpg'), '')),
  ]);
});
afterAll(async () => {
  await chmod(at('unreadable.yaml'), 0o600);
  await rm(directory, { recursive: true });
});

const dataDir = '/there/is/none';
const readers: Record<string, (file: string) => Promise<void>> = {
  start: (config) => start({ config, dataDir, role: 'all', logLevel: 'info', restart: false }),
  apply: (file) => apply(file, { dataDir }),
  validate: (file) => validate(file),
  doctor: (config) => doctor({ config, dataDir }),
  'proxy-config': (config) => proxyConfig('nginx', { config }),
  'open-api': (config) => openApi({ config }),
};

const isRoot = process.getuid?.() === 0;

describe.each(Object.entries(readers))('%s refuses a configuration that is', (_name, read) => {
  test.each<readonly [string, string, RegExp]>([
    ['not there', 'none.yaml', /there is no such file|There is no .*none\.yaml/],
    ['a directory', 'directory', /it is a directory/],
    ['without an end', '/dev/zero', /^zero:1:1 {2}the file is larger than 8 MiB$/],
    ['in another encoding', 'latin1.yaml', /^latin1\.yaml:1:1 {2}the file is not UTF-8 text$/],
    ['in UTF-16', 'utf16.yaml', /not UTF-8 text \(it begins as UTF-16 does\)$/],
    ['in a directory that is a file', 'empty.yaml/x.yaml', /cannot be read|There is no/],
    ['a link to itself', 'loop.yaml', /leads to itself|There is no/],
    ['empty', 'empty.yaml', /the file is empty/],
    ['a picture', 'picture.yaml', /^picture\.yaml:1:1 /],
    ['a page', 'page.yaml', /^page\.yaml:1:/],
    // Root may read everything.
    ...(isRoot ? [] : [['not to be read', 'unreadable.yaml', /permission denied/] as const]),
  ])('%s', async (_what, name, sentence) => {
    const error = await read(resolve(directory, name)).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StartupError);
    expect((error as Error).message).toMatch(sentence);
    expect((error as Error).message).not.toMatch(/unexpected/);
  });
});

test.each([
  ['directory', 'It is there already.'],
  ['empty.yaml', 'It is there already.'],
  ['nowhere/x.yaml', 'There is no such directory.'],
  ['empty.yaml/x.yaml', 'What should be its directory is a file.'],
])('init does not write to %s', async (name, sentence) => {
  const written = init({ output: at(name), url: 'http://localhost:8080', service: 'other' });
  await expect(written).rejects.toThrow(`was not written. ${sentence}`);
});

test('a data directory of something else stays as it is', async () => {
  await expect(requireOwnDirectory(at('photos'))).rejects.toThrow('holds other things: a.jpg.');
  expect(await readdir(at('photos'))).toEqual(['a.jpg']);
  for (const name of ['directory', 'none']) await requireOwnDirectory(at(name));
});

test.each([
  ['empty.yaml', 'there is a file of that name'],
  ['dangling', 'it is a symbolic link that leads nowhere'],
  // A mkdir of Node's tries this for ever.
  ['/proc/sallyport/data', 'its file system takes none'],
])('%s is no data directory', async (name, sentence) => {
  const log = { info() {}, warn() {}, error() {} };
  await expect(preparePaths(resolve(directory, name), log)).rejects.toThrow(sentence);
});
