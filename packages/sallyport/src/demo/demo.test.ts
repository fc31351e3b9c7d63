import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { commandLine } from '../cli.ts';
import { sallyport } from '../command.fixture.ts';
import { loadConfiguration } from '../config/load.ts';
import { startInProcess } from '../in-process.fixture.ts';
import { portsOf } from './ports.ts';
import { findShop } from './shop.ts';

async function folder(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'sallyport-demo-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  return directory;
}

test('the ports that the help names are those of the shop', async () => {
  const { configuration } = await loadConfiguration(findShop().configuration, {});
  const ports = portsOf(configuration);
  let help = '';
  const command = commandLine().commands.find((each) => each.name() === 'demo');
  command?.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
  const listed = `${ports.slice(0, -1).join(', ')} and ${ports.at(-1)}`;
  expect(help.replaceAll(/\s+/g, ' ')).toContain(`Uses the ports ${listed} of this machine`);
});

test('a taken port is named, with those that are needed', async () => {
  const other = createServer();
  onTestFinished(() => void other.close());
  // An error says that another program has it, which is as good.
  await once(other.listen(7001, 'localhost'), 'listening').catch(() => {});
  const dataDir = join(await folder(), 'data');
  const { code, stderr } = await sallyport(['demo', '--data-dir', dataDir]).ended;
  expect(stderr).toMatch(/^Ports? 7001.* in use; the demo needs 7001, 7002, 8080, .*-i :7001/);
  expect(code).toBe(1);
});

test('the data of another Sallyport stay as they are', async () => {
  const directory = await folder();
  const dataDir = join(directory, 'data');
  await mkdir(dataDir);
  await writeFile(join(dataDir, 'secret'), 'its own');
  const { code, stderr } = await startInProcess(['demo', '--data-dir', dataDir]).ended;
  expect(stderr).toContain('was not made by the demo');
  expect(code).toBe(1);
  expect(await readFile(join(dataDir, 'secret'), 'utf8')).toBe('its own');
});

test('a file is no data directory', async () => {
  const file = join(await folder(), 'data');
  await writeFile(file, '');
  const { code, stderr } = await startInProcess(['demo', '--data-dir', file]).ended;
  expect(stderr).toContain(`The data directory ${file} cannot be created: there is a file`);
  expect(code).toBe(1);
});
