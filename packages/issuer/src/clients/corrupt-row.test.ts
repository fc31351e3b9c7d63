import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyConfiguration } from '../configuration/apply.service.ts';
import { declarationSchema } from '../configuration/schema.ts';
import { type Harness, openHarness } from '../directory/context.fixture.ts';

let context: Harness;

beforeAll(async () => {
  context = await openHarness();
  const client = { id: 'shop', name: 'Shop', type: 'service', secret: 'x'.repeat(32) };
  await applyConfiguration(declarationSchema.parse({ clients: [client] }), context);
});

afterAll(() => context.close());

test.each([
  ['auth_method', "auth_method = 'magic'"],
  ['grants.0', "grants = '{implicit}'"],
  ['id_token_alg', "id_token_alg = 'none'"],
])('a client whose %s no version writes is named, and not guessed at', async (column, change) => {
  await context.sql.begin(async (tx) => {
    await tx.unsafe(`update clients set ${change} where id = 'shop'`);
  });
  await expect(context.clients('shop')).rejects.toThrow(`clients "shop": ${column}: `);
  await context.sql`update clients set auth_method = 'client_secret_basic', grants = '{}',
    id_token_alg = 'RS256'`;
  expect(await context.clients('shop')).toMatchObject({ authMethod: 'client_secret_basic' });
});
