import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readHomepage, root } from '../../scripts/build/packages.ts';
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
