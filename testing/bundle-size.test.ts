import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { expect, test } from 'vitest';

const here = (path: string) => fileURLToPath(new URL(`../packages/${path}`, import.meta.url));

interface Entry {
  path: string;
  /** Names that are imported; the others are left out by a bundler. */
  names?: string[];
  external?: string[];
}

/** Bytes of the minified bundle of a module and what it needs of ours before it does anything. */
async function sizeOf({ path, names, external = [] }: Entry): Promise<number> {
  const entry = JSON.stringify(here(path));
  const bundle = await rolldown({
    input: 'entry',
    external: [/^node:/, ...external],
    logLevel: 'silent',
    plugins: [
      {
        name: 'what is loaded at once',
        resolveId: (id, _importer, { kind }) =>
          id === 'entry' ? id : kind === 'dynamic-import' ? { id, external: true } : null,
        load: (id) =>
          id === 'entry'
            ? `export ${names ? `{ ${names.join(', ')} }` : '*'} from ${entry};`
            : null,
      },
    ],
  });
  try {
    const { output } = await bundle.generate({ format: 'esm', minify: true });
    expect(output).toHaveLength(1);
    return Buffer.byteLength(output[0].code);
  } finally {
    await bundle.close();
  }
}

/**
 * What others load with their service or page. A budget is raised only with a reason. What the guard
 * needs for tokens of other issuers alone is loaded with the first of them, and discovery with the first keys.
 * Roles on single resources took the last 300 bytes of the one for NestJS; content trees and organizations 500 bytes of each.
 */
test.each<[string, number, Omit<Entry, 'path'>]>([
  ['guard/src/index.ts', 15_000, { names: ['createGuard', 'can'], external: ['jose'] }],
  ['guard/src/index.ts', 17_250, { external: ['jose'] }],
  ['guard/src/express.ts', 15_500, { external: ['jose', 'express'] }],
  ['guard/src/hono.ts', 15_500, { external: ['jose', 'hono'] }],
  ['guard/src/fastify.ts', 15_500, { external: ['jose', 'fastify'] }],
  ['guard/src/nest.ts', 16_000, { external: ['jose', '@nestjs/common'] }],
  ['client/src/index.ts', 3_500, {}],
  ['client/src/browser.ts', 2_100, {}],
])('%s stays below %i bytes', async (path, budget, options) => {
  const size = await sizeOf({ path, ...options });
  expect(size).toBeGreaterThan(budget * 0.8);
  expect(size).toBeLessThan(budget);
});
