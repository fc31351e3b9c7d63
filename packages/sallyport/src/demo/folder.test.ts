import { expect, test } from 'vitest';
import { claimFolder, marker } from './folder.ts';

const claimIn = (folders: Record<string, string[]>, given?: string) =>
  claimFolder(given, (directory) => folders[directory] ?? null);

const demos = [marker, 'postgres', 'secret'];

test.each<[string, Record<string, string[]>, string | undefined, string]>([
  ['an empty folder', { '.': [] }, undefined, '.sallyport'],
  ['a second start', { '.': ['.sallyport'], '.sallyport': demos }, undefined, '.sallyport'],
  [
    'a second start, with something written down beside it',
    { '.': ['.sallyport', 'notes.txt'], '.sallyport': demos },
    undefined,
    '.sallyport',
  ],
  [
    'a start that was killed before it had made anything',
    { '.': ['.sallyport'], '.sallyport': [] },
    undefined,
    '.sallyport',
  ],
  [
    'a folder where npm has installed it',
    { '.': ['node_modules', 'package.json', 'package-lock.json'] },
    undefined,
    '.sallyport',
  ],
  ['a directory by name, in a folder with anything', { '.': ['src'] }, 'data', 'data'],
  ['the same once more', { '.': ['src', 'data'], data: demos }, 'data', 'data'],
])('%s', (_name, folders, given, dataDir) => {
  expect(claimIn(folders, given)).toEqual({ dataDir });
});

test.each<[string, Record<string, string[]>, string | undefined, string]>([
  [
    'the files of another',
    { '.': ['README.md', 'src', 'tests', 'a', 'b'] },
    undefined,
    'This folder is not empty: it has README.md, src, tests and 2 more. Start the demo in a folder of',
  ],
  [
    'a Sallyport with a configuration of its own',
    { '.': ['.sallyport', 'sallyport.yaml'], '.sallyport': ['postgres', 'secret'] },
    undefined,
    'The data directory .sallyport was not made by the demo, which would change what it holds.',
  ],
  [
    'a named directory that holds something',
    { '.': [], '/var/lib/x': ['postgres'] },
    '/var/lib/x',
    'The data directory /var/lib/x was not made by the demo',
  ],
])('refused: %s', (_name, folders, given, sentence) => {
  expect(claimIn(folders, given)).toEqual({ refused: expect.stringContaining(sentence) });
});
