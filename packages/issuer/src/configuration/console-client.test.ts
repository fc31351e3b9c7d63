import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { shop } from '../../../../testing/shop.ts';
import { applyConfiguration } from './apply.service.ts';
import { declarationSchema } from './schema.ts';

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer(shop);
});
afterAll(() => issuer.close());

const read = async () => {
  const { sql } = issuer.context;
  return sql`select redirect_uris, apis, cardinality(secret_hashes) as secrets from clients
    where id = 'sallyport-console'`;
};

const apply = (console: { url: string; secrets: string[] } | null) => {
  const { context } = issuer;
  const settings = { ...context.settings, console };
  return applyConfiguration(declarationSchema.parse(shop), { ...context, settings });
};

const url = 'http://localhost:8080/console/';
const [secret, former] = ['n'.repeat(43), 'f'.repeat(43)] as [string, string];

test('the client of the console is there without being declared, and goes with the console', async () => {
  expect(await read()).toEqual([]);
  const { summary } = await apply({ url, secrets: [secret] });
  expect(summary.added).toEqual(['client:sallyport-console']);
  expect(await read()).toMatchObject([
    {
      redirect_uris: [`${url}auth/callback`],
      apis: [`${issuer.url}/admin/v1`],
      secrets: 1,
    },
  ]);
  expect((await apply({ url, secrets: [secret] })).changed).toBe(false);
  await apply({ url, secrets: [secret, former] });
  expect(await read()).toMatchObject([{ secrets: 2 }]);
  expect((await apply(null)).summary.removed).toEqual(['client:sallyport-console']);
  expect(await read()).toEqual([]);
});
