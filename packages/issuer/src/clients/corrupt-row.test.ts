import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyConfiguration } from '../configuration/apply.service.ts';
import { declarationSchema } from '../configuration/schema.ts';
import { holdAsRunning, nameVersion } from '../database/running-nodes.store.ts';
import { anAdministrator, type Harness, openHarness } from '../directory/context.fixture.ts';
import { deviceCodeGrant } from './grant-types.ts';
import { changeClient, createClient } from './own-clients.service.ts';

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

test('a grant that nodes of the version before cannot read is given once they are gone', async () => {
  const settings = {
    ...context.settings,
    migrations: { when: 'never', version: '2.0.0' },
  } as const;
  const here = { ...context, settings };
  const grants = [deviceCodeGrant];
  const cli = { id: 'cli', name: 'CLI', type: 'native', scopes: ['openid'] };
  const declare = (client: object) =>
    applyConfiguration(declarationSchema.parse({ clients: [client] }), here);
  const ways = [
    () => declare({ ...cli, grants }),
    () => createClient({ ...cli, id: 'made', grants }, anAdministrator, here),
    () => changeClient('own', { grants }, { caller: anAdministrator, guard: async () => {} }, here),
  ];
  await createClient({ ...cli, id: 'own' }, anAdministrator, here);
  const node = await context.sql.reserve();
  await node.unsafe(holdAsRunning);
  await node.unsafe(nameVersion('1.0.0'));
  for (const give of ways) {
    await expect(give()).rejects.toThrow(/^A node of version 1\.0\.0 runs .*:device_code\./);
  }
  await declare(cli);
  await node`select pg_advisory_unlock_all()`;
  for (const give of ways) await give();
  await node.unsafe(holdAsRunning);
  await declare({ ...cli, name: 'Renamed', grants });
  await node`select pg_advisory_unlock_all()`;
  await node`reset application_name`;
  node.release();
});
