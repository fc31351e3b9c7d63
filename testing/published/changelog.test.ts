import { expect, test } from 'vitest';
import { isChange, parseChange, withVersion } from '../../scripts/release/changelog.ts';

const changelog = `# Changelog

## Unreleased

### Added

- One.

### Fixed

- Two.

## 0.1.0

First version.
`;

const release = (text: string, changes: Parameters<typeof withVersion>[1]['changes'] = []) =>
  withVersion(text, { version: '0.2.0', date: '2026-11-26', changes });

test('what is unreleased becomes a version, with each change in its part', () => {
  const changes = [
    { moves: 'minor', text: 'Three,\nin two lines.' },
    { moves: 'major', text: 'Four.' },
  ] as const;
  expect(release(changelog, changes)).toBe(`# Changelog

## Unreleased

## 0.2.0 (2026-11-26)

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
    '# Changelog\n\n## Unreleased\n\n## 0.2.0 (2026-11-26)\n\n### Fixed\n\n- One.\n',
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
