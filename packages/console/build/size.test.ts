import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { dist, root } from './current.ts';

/** Bytes as they travel, by file. */
const sizes = new Map<string, number>();
let page = '';
let licenses = '';

beforeAll(async () => {
  await promisify(execFile)(process.execPath, [join(root, 'build', 'main.ts')]);
  const entries = await readdir(dist, { recursive: true, withFileTypes: true });
  for (const { name, parentPath } of entries.filter((entry) => entry.isFile())) {
    if (!/\.(?:js|css|html|svg)$/.test(name)) continue;
    sizes.set(name, gzipSync(await readFile(join(parentPath, name)), { level: 9 }).length);
  }
  page = await readFile(join(dist, 'index.html'), 'utf8');
  licenses = await readFile(join(dist, 'LICENSES.txt'), 'utf8');
});

const total = (names: Iterable<string>): number =>
  [...names].reduce((sum, name) => sum + (sizes.get(name) ?? Number.NaN), 0);

// A budget is raised only with a reason.
test('all of it stays below 250 kB', () => {
  const all = total(sizes.keys());
  expect(all).toBeGreaterThan(150_000);
  expect(all).toBeLessThan(250_000);
});

// What the documentation has as text anyway: no script, and nothing that a view waits for.
test('the programs that the wizard ends on are one file, of less than 5 kB', async () => {
  const files = (await readdir(join(dist, 'assets'))).filter((name) => name.endsWith('.json'));
  expect(files).toEqual([expect.stringMatching(/^programs-/)]);
  const size = gzipSync(await readFile(join(dist, 'assets', files[0]!)), { level: 9 }).length;
  expect(size).toBeGreaterThan(1_000);
  expect(size).toBeLessThan(5_000);
});

test('what every view waits for stays below 200 kB, and each view has a file of its own', () => {
  const first = [...page.matchAll(/assets\/([\w.-]+)"/g)].map(([, name]) => name!);
  expect(first.length).toBeGreaterThan(1);
  expect(total(first)).toBeLessThan(200_000);
  for (const view of ['home', 'why', 'people', 'groups', 'applications', 'audit', 'mails']) {
    const own = [...sizes.keys()].filter((name) => name.startsWith(`${view}-`));
    expect(own, view).not.toEqual([]);
    expect(own.filter((name) => first.includes(name))).toEqual([]);
  }
});

test('the page has no script and no style in itself', () => {
  expect(page).not.toMatch(/<script(?![^>]* src=)|<style| style=| on\w+=/);
});

test('each package in it has its licence with it', () => {
  for (const name of ['react', 'react-aria', '@tanstack/react-router']) {
    expect(licenses).toMatch(new RegExp(`^${name} \\d`, 'm'));
  }
});
