import { existsSync, statfsSync } from 'node:fs';
import { availableParallelism, freemem, tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import SummaryReporter from './testing/summary-reporter.ts';

export const filesEndingIn = (suffix: string): string[] =>
  ['packages', 'examples', 'bench', 'docs', 'e2e', 'testing'].map((dir) => `${dir}/**/*${suffix}`);

/** Where Linux keeps files in memory, if there is room: a disk that others use too is waited for. */
function memoryDirectory(): string | undefined {
  const path = '/dev/shm';
  if (!existsSync(path)) return undefined;
  const { bavail, bsize } = statfsSync(path);
  // A file in it takes memory that its size does not promise.
  return Math.min(bavail * bsize, freemem()) > 4 * 2 ** 30 ? path : undefined;
}

const directory = memoryDirectory();
if (directory) process.env['TMPDIR'] ??= directory;
// Each program that a test starts finds what the one before has compiled.
process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'node-compile-cache');

export default defineConfig({
  test: {
    include: filesEndingIn('.test.ts'),
    // `npm run test:long` runs these.
    exclude: ['**/node_modules/**', '**/*.long.test.ts'],
    globalSetup: ['e2e/support/before-the-run.ts', 'testing/postgres.ts'],
    // Servers, databases and browsers are real here, on two cores that are shared with them.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 30_000,
    // A wait ends with its test, and says what it waited for: a limit of its own only fails under load.
    expect: { poll: { timeout: 55_000 } },
    pool: 'forks',
    // As in production, Node strips the types, and keeps what it compiled. No test replaces a module.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    // A worker keeps what it has imported from one file to the next: half of the processor's time else.
    // So a test leaves nothing behind in a module or a global.
    isolate: false,
    // Tests of starts, time-outs and browsers wait more than they compute: with three on two processors,
    // a sixth of the time was idle.
    maxWorkers: Math.max(4, availableParallelism() - 1),
    reporters: ['default', new SummaryReporter()],
  },
});
