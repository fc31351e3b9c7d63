import { defineConfig } from 'vitest/config';
import base, { filesEndingIn } from './vitest.config.ts';

/** `npm run test:long`: minutes, millions of rows, or programs that npm does not bring. */
export default defineConfig({
  test: {
    ...base.test,
    include: filesEndingIn('.long.test.ts'),
    exclude: ['**/node_modules/**'],
    testTimeout: 300_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 280_000 } },
    // They load the machine, and measure how long things take on it.
    fileParallelism: false,
  },
});
