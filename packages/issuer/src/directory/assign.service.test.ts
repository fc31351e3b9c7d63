import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyConfiguration } from '../configuration/apply.service.ts';
import { declarationSchema } from '../configuration/schema.ts';
import {
  anAdministrator,
  changesAfter,
  type Harness,
  headOf,
  openHarness,
} from './context.fixture.ts';
import { assignRole, unassignRole } from './roles/roles.service.ts';
import { createUser, deleteUser, updateUser } from './users/change-users.service.ts';

let context: Harness;

beforeAll(async () => {
  context = await openHarness();
  await applyConfiguration(declarationSchema.parse({ roles: [{ name: 'support' }] }), context);
});

afterAll(() => context.close());

test('subjects are spelt as the database spells the id', async () => {
  const given = { email: 'a@b.example', emailVerified: true, name: 'A', password: null };
  const { id } = await createUser(given, anAdministrator, context);
  const userId = id.toUpperCase();
  const pos = await headOf(context);
  await assignRole({ userId, role: 'support' }, null, anAdministrator, context);
  await unassignRole({ userId, role: 'support' }, anAdministrator, context);
  await updateUser(userId, { disabled: true }, anAdministrator, context);
  await deleteUser(userId, anAdministrator, context);
  const own = [`user:${id}`];
  expect(await changesAfter(context, pos)).toEqual([own, own, own, own]);
});
