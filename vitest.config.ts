import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import SummaryReporter from './testing/summary-reporter.ts';

export const filesEndingIn = (suffix: string): string[] =>
  ['packages', 'examples', 'bench', 'docs', 'e2e', 'testing'].map((dir) => `${dir}/**/*${suffix}`);

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
    pool: 'forks',
    // Tests of starts, time-outs and browsers wait more than they compute.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    reporters: ['default', new SummaryReporter()],
  },
});
