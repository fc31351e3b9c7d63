/**
 * Makes the link `node_modules/.bin/node` where npm left it out, so that what npm runs finds the Node
 * of the workspace. npm 10, which Node 20 and 22 bring, takes the link away again when it discards the
 * packages of other platforms, which offer a command of the same name (npm/cli#4362).
 *
 * In package.json it stands in parentheses: a shell remembers where it found `node`, its subshell forgets.
 * Runs on the Node of the machine, however old: plain JavaScript, with nothing imported but Node's own.
 */
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const modules = join(root, 'node_modules');
const link = join(modules, '.bin', 'node');
const { engines, optionalDependencies } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
);

if (process.platform !== 'win32' && !existsSync(link)) {
  const node = Object.keys(optionalDependencies)
    .map((name) => join(modules, name, 'bin', 'node'))
    .find((path) => existsSync(path));
  if (node) symlinkSync(relative(dirname(link), node), link);
}

if (!existsSync(link) && isOlder(process.versions.node, engines.node.replace('>=', ''))) {
  const problem = `Sallyport needs Node ${engines.node.replace('>=', '')} or later, and this is Node ${process.versions.node}.`;
  console.error(`${problem} "npm ci" installs the right one beside it; if it did, use npm 11.`);
  process.exitCode = 1;
}

function isOlder(version, needed) {
  const [major, minor] = version.split('.').map(Number);
  const [neededMajor, neededMinor] = needed.split('.').map(Number);
  return major < neededMajor || (major === neededMajor && minor < neededMinor);
}
