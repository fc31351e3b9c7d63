import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readHomepage, root } from '../../scripts/build/packages.ts';
import { makeChart } from '../../scripts/release/chart.ts';
import { sourceTime } from '../../scripts/release/reproducible.ts';
import { makeWherePossible, reasonAgainst } from '../../scripts/release/tools.ts';

test('an artefact whose tools are missing is not made, and the reason says what to install', async () => {
  const artefact = {
    name: 'the images',
    tools: ['sh', 'no-such-tool', 'nor-this-one'],
    install: 'apt-get install some-package',
    make: () => Promise.reject(new Error('It was made.')),
  };
  expect(reasonAgainst(artefact)).toBe(
    'There is no no-such-tool and no nor-this-one here: apt-get install some-package',
  );
  await makeWherePossible(artefact);
});

test('what the tools are there for is made', async () => {
  let made = 0;
  const make = async () => void made++;
  await makeWherePossible({ name: 'a file', tools: ['sh'], install: '', make });
  expect(made).toBe(1);
});

test('where the sources are stands in one place', async () => {
  const published = ['*.{md,json}', 'scripts/**/*.*', 'deploy/**/*.*', 'packages/*/*.{md,json}'];
  const files = globSync([...published, 'docs/{pages,howto}/**/*.*'], { cwd: root });
  const address = (await readHomepage()).replace('https://', '');
  const naming = files.filter((file) => readFileSync(`${root}/${file}`, 'utf8').includes(address));
  expect(naming).toEqual(['package.json']);
});

test('the same commit gives the same bytes, whatever the time', async () => {
  const made = await Promise.all(
    [1, 2].map(async () => {
      const folder = await mkdtemp(join(tmpdir(), 'sallyport-chart-'));
      onTestFinished(() => rm(folder, { recursive: true }));
      await makeChart(folder);
      const [name] = await readdir(folder);
      return readFile(join(folder, name!));
    }),
  );
  expect(made[0]!.equals(made[1]!)).toBe(true);
  const listed = execFileSync('tar', ['-tvz', '--utc'], { input: made[0]!, encoding: 'utf8' });
  const times = listed
    .split('\n')
    .filter(Boolean)
    .map((line) => line.match(/ 0\/0 .*?(\d{4}-\S+ \S+) /)?.[1]);
  expect(new Set(times)).toEqual(new Set([sourceTime.slice(0, 16).replace('T', ' ')]));
});

test('a unit is started again for as long as it takes, and the gateway has no address of the database', () => {
  const unit = (name: string) => readFileSync(`${root}/deploy/debian/systemd/${name}`, 'utf8');
  for (const role of ['sallyport', 'sallyport-issuer', 'sallyport-gateway']) {
    expect(unit(`${role}.service`)).toMatch(/^StartLimitIntervalSec=0$/m);
  }
  expect(unit('common.conf') + unit('sallyport-gateway.service')).not.toContain('DATABASE_URL');
});
