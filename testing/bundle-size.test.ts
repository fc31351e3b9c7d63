import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { expect, test } from 'vitest';

const here = (path: string) => fileURLToPath(new URL(`../packages/${path}`, import.meta.url));

/** Bytes of the minified bundle of a module and what it needs of ours. */
async function sizeOf(path: string, external: readonly string[]): Promise<number> {
  const bundle = await rolldown({
    input: here(path),
    external: [/^node:/, ...external],
    logLevel: 'silent',
  });
  try {
    const { output } = await bundle.generate({ format: 'esm', minify: true });
    expect(output).toHaveLength(1);
    return Buffer.byteLength(output[0].code);
  } finally {
    await bundle.close();
  }
}

/** What others load with their service or page. A budget is raised only with a reason. */
test.each([
  ['guard/src/index.ts', 20_500, ['jose']],
  ['guard/src/express.ts', 19_000, ['jose', 'express']],
  ['guard/src/fastify.ts', 19_000, ['jose', 'fastify']],
  ['guard/src/hono.ts', 19_000, ['jose', 'hono']],
  ['guard/src/nest.ts', 19_000, ['jose', '@nestjs/common']],
  ['client/src/index.ts', 5_000, []],
  ['client/src/browser.ts', 2_500, []],
])('%s stays below %i bytes', async (path, budget, external) => {
  expect(await sizeOf(path, external)).toBeLessThan(budget);
});
