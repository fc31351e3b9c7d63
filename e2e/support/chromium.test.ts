import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { moveIntoPlace } from './chromium.ts';

let directory: string;
let draft: string;
let place: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sallyport-unpacked-'));
  draft = join(directory, 'draft');
  place = join(directory, 'place');
  await mkdir(draft);
  await writeFile(join(draft, 'chromium'), 'new');
});
afterEach(() => rm(directory, { recursive: true }));

const browserInPlace = () => readFile(join(place, 'chromium'), 'utf8');

test('where nothing is, the browser goes', async () => {
  await moveIntoPlace(draft, place);
  expect(await browserInPlace()).toBe('new');
});

test('what is left of a browser is replaced', async () => {
  await mkdir(place);
  await writeFile(join(place, 'libEGL.so'), 'left over');
  await moveIntoPlace(draft, place);
  expect(await browserInPlace()).toBe('new');
  expect(await readdir(place)).toEqual(['chromium']);
});

test('a whole one stays: it may be running', async () => {
  await mkdir(place);
  await writeFile(join(place, 'chromium'), 'old');
  await moveIntoPlace(draft, place);
  expect(await browserInPlace()).toBe('old');
});
