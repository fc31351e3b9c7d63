import { type MigrationNote, migrationsPart, notIn } from './migrations.ts';

/** A file of `.changeset`: how the version moves, and what users are told. */
export interface Change {
  moves: 'major' | 'minor' | 'patch';
  text: string;
}

/** By its name in `.changeset`, where a README is, too. */
export const isChange = (name: string): boolean => /^(?!README).*\.md$/.test(name);

const headings = { major: '### Breaking', minor: '### Added', patch: '### Fixed' } as const;

/** @throws Error for a text that is no changeset. */
export function parseChange(name: string, text: string): Change {
  const found = /^---\n"?[^":]+"?: *(major|minor|patch)\n---\n+(.*\S)\s*$/s.exec(text);
  if (!found) throw new Error(`${name} is no changeset: .changeset/README.md shows one.`);
  return { moves: found[1] as Change['moves'], text: found[2]! };
}

interface Version {
  version: string;
  date: string;
  changes: readonly Change[];
  migrations: readonly MigrationNote[];
}

/**
 * The changelog with a new version: what stands under "Unreleased" and the changes become its
 * section, each change at the end of the part that it belongs to. Ahead of them it says which
 * migrations the version has that none before it had, and whether nodes have to stop for them.
 *
 * @throws Error when there is nothing to release
 */
export function withVersion(
  changelog: string,
  { version, date, changes, migrations }: Version,
): string {
  const [before = '', unreleased = '', after = ''] = cut(changelog);
  const parts = Object.entries(headings).reduce(
    (section, [moves, heading]) =>
      append(
        section,
        heading,
        changes.filter((change) => change.moves === moves).map(({ text }) => bullet(text)),
      ),
    unreleased.trim(),
  );
  if (parts === '') throw new Error('There is nothing to release: CHANGELOG.md has no changes.');
  const body = `${migrationsPart(notIn(after, migrations))}\n\n${parts}`;
  return `${before}## Unreleased\n\n## ${version} (${date})\n\n${body}\n${after && `\n${after}`}`;
}

/** What stands before "## Unreleased", below it, and from the next version on. */
function cut(changelog: string): string[] {
  const found = /^(.*?)^## Unreleased\n(.*?)(^## .*)?$(?![\s\S])/ms.exec(changelog);
  if (!found) throw new Error('CHANGELOG.md has no "## Unreleased".');
  return found.slice(1);
}

/** Other parts may follow: the lines belong before the next heading. */
function append(section: string, heading: string, bullets: readonly string[]): string {
  if (bullets.length === 0) return section;
  const lines = section.split('\n');
  const at = lines.indexOf(heading);
  if (at === -1)
    return [section, `${heading}\n\n${bullets.join('\n')}`].filter(Boolean).join('\n\n');
  const next = lines.findIndex((line, index) => index > at && line.startsWith('### '));
  const part = lines
    .slice(at, next === -1 ? undefined : next)
    .join('\n')
    .trimEnd();
  const rest = next === -1 ? '' : lines.slice(next).join('\n');
  const head = lines.slice(0, at).join('\n');
  return [head, `${part}\n${bullets.join('\n')}\n`, rest].filter(Boolean).join('\n').trimEnd();
}

/** A text of several lines stays one entry of the list. */
const bullet = (text: string): string => `- ${text.replaceAll(/\n(?=.)/g, '\n  ')}`;
