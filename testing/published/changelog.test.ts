import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../scripts/build/packages.ts';
import { isChange, parseChange, withVersion } from '../../scripts/release/changelog.ts';
import { noteOf, readMigrationNotes } from '../../scripts/release/migrations.ts';

const changelog = `# Changelog

## Unreleased

### Added

- One.

### Fixed

- Two.

## 0.1.0

First version.
`;

type Version = Parameters<typeof withVersion>[1];

const release = (
  text: string,
  changes: Version['changes'] = [],
  migrations: Version['migrations'] = [],
) => withVersion(text, { version: '0.2.0', date: '2026-11-26', changes, migrations });

const none = '### Migrations\n\nNone. Replace nodes one after the other.';

test('what is unreleased becomes a version, with each change in its part', () => {
  const changes = [
    { moves: 'minor', text: 'Three,\nin two lines.' },
    { moves: 'major', text: 'Four.' },
  ] as const;
  expect(release(changelog, changes)).toBe(`# Changelog

## Unreleased

## 0.2.0 (2026-11-26)

${none}

### Added

- One.
- Three,
  in two lines.

### Fixed

- Two.

### Breaking

- Four.

## 0.1.0

First version.
`);
});

test('the first version of all, from changes alone', () => {
  const changes = [{ moves: 'patch', text: 'One.' }] as const;
  expect(release('# Changelog\n\n## Unreleased\n', changes)).toBe(
    `# Changelog\n\n## Unreleased\n\n## 0.2.0 (2026-11-26)\n\n${none}\n\n### Fixed\n\n- One.\n`,
  );
});

test('nothing is no version', () => {
  expect(() => release('# Changelog\n\n## Unreleased\n\n## 0.1.0\n')).toThrow('nothing to release');
  expect(() => release('# Changelog\n')).toThrow('has no "## Unreleased"');
});

test('a file of .changeset', () => {
  const text = '---\n"sallyport": minor\n---\n\nOne.\n\nAnd more.\n';
  expect(parseChange('a.md', text)).toEqual({ moves: 'minor', text: 'One.\n\nAnd more.' });
  expect(() => parseChange('a.md', 'One.')).toThrow('a.md is no changeset');
  expect(['a.md', 'README.md', 'config.json'].filter(isChange)).toEqual(['a.md']);
});

const [runs, stops, silent] = [true, false, null];

test.each([
  [
    'that the version before runs on',
    [runs, runs],
    /`0002-b.sql`, `0003-b.sql`. Nodes of the version before run on them/,
  ],
  [
    'one of which it does not run on',
    [runs, stops, runs],
    /`0002-b.sql` to `0004-b.sql`. \*\*Stop all nodes.*because of 0003\./,
  ],
  ['that do not say', [silent], /`0002-b.sql`. \*\*Stop all nodes.*because of 0002\./],
])('of migrations %s the section says so', (_, notes, told) => {
  const migrations = [stops, ...notes].map((formerVersionRuns, at) => ({
    name: `000${at + 1}-b.sql`,
    formerVersionRuns,
  }));
  const before = changelog.replace('First version.', 'First version, with `0001-b.sql`.');
  const released = release(before, [], migrations);
  expect(released).toMatch(told);
  // The next version has none of them.
  const next = released.replace('## Unreleased\n', '## Unreleased\n\n- Five.\n');
  expect(release(next, [], migrations)).toContain(none);
});

test.each([
  ['-- A table.\n-- Nodes of the version before run on this.\ncreate', true],
  ['-- Nodes of the version before have to stop first: they write the column.\ndrop', false],
  ['-- Nodes of the version before have to stop first:\ndrop', null],
  ['-- A table.', null],
])('%j', (sql, runs) => {
  expect(noteOf(sql)).toBe(runs);
});

test('each migration says whether nodes of the version before run on it', async () => {
  const migrations = await readMigrationNotes();
  // Those up to 0029 are older than the rule.
  const silent = migrations.filter(
    ({ name, formerVersionRuns }) => name > '0030' && formerVersionRuns === null,
  );
  expect(
    silent.map(({ name }) => name),
    'Add a line: "-- Nodes of the version before run on this.", or "-- Nodes of the version before have to stop first: <why>."',
  ).toEqual([]);
});

test('every version in the changelog says which migrations it has', async () => {
  const text = await readFile(join(root, 'CHANGELOG.md'), 'utf8');
  const [, ...versions] = text.split(/^## /m).slice(1);
  expect(versions.length).toBeGreaterThan(0);
  for (const section of versions) expect(section).toMatch(/^### Migrations\n\n\S/m);
  const next = withVersion(text, {
    ...{ version: '9.9.9', date: '2026-11-26', changes: [] },
    migrations: await readMigrationNotes(),
  });
  expect(next).toMatch(/^### Migrations\n\n`0013-/m);
});
