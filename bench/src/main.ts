import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeMachine, findPinning } from './machine.ts';
import { type Options, parseOptions, usage } from './options.ts';
import type { Settings } from './row.ts';
import { rows } from './rows.ts';

const names = rows.map(({ name }) => name);

try {
  const options = parseOptions(process.argv.slice(2), names);
  if (options === null) console.log(usage + names.join(', '));
  else process.exitCode = await bench(options);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}

/** @returns the exit code: 1 when a contender failed, whatever the figures */
async function bench(options: Options): Promise<number> {
  const pinning = findPinning();
  const machine = describeMachine();
  const pinned = 'server' in pinning;
  console.log(
    `${machine.processor}, ${machine.processors} processors, Node ${machine.node}\n${
      pinned
        ? `Server and its PostgreSQL on processor ${pinning.server}, ` +
          `load generator and upstream on ${pinning.load}.`
        : `Not pinned, because ${pinning.unavailable}: the two sides disturb each other.`
    }`,
  );
  const settings: Settings = {
    ...options,
    pinning: pinned ? pinning : null,
    say: (line) => console.error(`· ${line}`),
  };

  const results: Record<string, object> = {};
  const errors: string[] = [];
  for (const row of rows) {
    if (options.only.length > 0 && !options.only.includes(row.name)) continue;
    const report = await row.measure(settings);
    console.log(`\n${row.title}  (--only ${row.name})\n${report.text}`);
    results[row.name] = report.data;
    errors.push(...report.errors);
  }

  const at = new Date().toISOString();
  const { seconds, rounds, connections } = options;
  const file = options.json ?? defaultFile(at);
  await mkdir(dirname(resolve(file)), { recursive: true });
  const content = { at, machine, pinning, seconds, rounds, connections, results };
  await writeFile(file, `${JSON.stringify(content, null, 2)}\n`);
  console.log(`\nResults: ${file}`);
  for (const error of errors) console.error(`\nFAILED ${error}`);
  return errors.length > 0 ? 1 : 0;
}

function defaultFile(at: string): string {
  const name = `${at.slice(0, 19).replaceAll(':', '-')}.json`;
  return fileURLToPath(new URL(`../results/${name}`, import.meta.url));
}
