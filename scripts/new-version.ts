/**
 * `npm run new-version`: sets the next version of all packages, as the files of `.changeset` say, and
 * writes its section of CHANGELOG.md. Commits nothing.
 */
import { execFileSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readManifest, root } from './build/packages.ts';
import { isChange, parseChange, withVersion } from './release/changelog.ts';
import { readMigrationNotes } from './release/migrations.ts';

const folder = join(root, '.changeset');
const names = (await readdir(folder)).filter(isChange);
const changes = await Promise.all(
  names.map(async (name) => parseChange(name, await readFile(join(folder, name), 'utf8'))),
);
if (changes.length === 0) {
  console.error('No file in .changeset says how the version moves: npx changeset writes one.');
  process.exit(1);
}
const npm = (...args: string[]) => execFileSync('npm', args, { cwd: root, stdio: 'inherit' });
npm('exec', '--', 'changeset', 'version');
npm('install', '--package-lock-only');
const { version } = await readManifest('sallyport');
const date = new Date().toISOString().slice(0, 10);
const file = join(root, 'CHANGELOG.md');
const migrations = await readMigrationNotes();
const changelog = await readFile(file, 'utf8');
await writeFile(file, withVersion(changelog, { version, date, changes, migrations }));
console.log(`This is ${version} now. Read CHANGELOG.md, commit, and run: npm run release`);
