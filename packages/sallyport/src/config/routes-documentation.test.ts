import { readFileSync } from 'node:fs';
import { routesSchema } from '@sallyport/gateway/routes/route-schema.ts';
import { compileRoutes } from '@sallyport/gateway/routes/table.ts';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const page = readFileSync(
  new URL('../../../../docs/pages/look-up/routes.md', import.meta.url),
  'utf8',
);
const examples = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => text);

test.each(examples)('an example of the documentation is accepted: %#', (text) => {
  const { routes } = parse(text) as { routes: unknown };
  expect(() => compileRoutes(routesSchema.parse(routes) as never)).not.toThrow();
});

test('there are examples', () => {
  expect(examples.length).toBeGreaterThanOrEqual(5);
});
