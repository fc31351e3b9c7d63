import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodeBlock } from './code-blocks.ts';

const root = join(import.meta.dirname, '../..');
/** Below `node_modules`, so that the packages are found as users will find them. */
const work = join(root, 'node_modules/.sallyport-docs');

export const removePrograms = (): void => rmSync(work, { recursive: true, force: true });

/** What is wrong with the blocks, each with its line: `docs/pages/x.md:12: TS2304: …`. */
export function checkTypes(blocks: readonly CodeBlock[]): string[] {
  mkdirSync(work, { recursive: true });
  const directory = mkdtempSync(join(work, 'program-'));
  const modules = modulesOf(blocks);
  for (const [index, { text }] of modules.entries()) {
    writeFileSync(join(directory, `${index}.ts`), text);
  }
  writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify(settings));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { stdout } = spawnSync(process.execPath, [tsc, '--pretty', 'false', '-p', directory], {
    cwd: directory,
    encoding: 'utf8',
  });
  return [...stdout.matchAll(/^(\d+)\.ts\((\d+),\d+\): error (.*)$/gm)]
    .map(([, index, line, message]) => `${modules[Number(index)]!.page}:${line}: ${message}`)
    .toSorted(new Intl.Collator('en', { numeric: true }).compare);
}

const settings = {
  extends: join(root, 'tsconfig.json'),
  compilerOptions: {
    // NestJS is written with decorators of parameters.
    experimentalDecorators: true,
    lib: ['esnext', 'dom', 'dom.iterable'],
    moduleDetection: 'force',
    noUnusedLocals: false,
    noUnusedParameters: false,
    typeRoots: [join(root, 'node_modules/@types')],
  },
  include: ['*.ts'],
  exclude: [],
};

/** Each block stands in its module at the lines that it has in its page. */
function modulesOf(blocks: readonly CodeBlock[]): { page: string; text: string }[] {
  const modules: { page: string; text: string }[] = [];
  for (const { page, place, text, marks } of blocks) {
    const before = marks['continues'] ? modules.pop()! : { page, text: '' };
    const line = Number(place.split(':').at(-1)) + 1;
    const missing = line - before.text.split('\n').length;
    modules.push({ page, text: `${before.text}${'\n'.repeat(missing)}${text}` });
  }
  return modules;
}
