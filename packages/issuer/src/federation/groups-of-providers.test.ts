import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createVisitor } from '../../../../testing/visitor.ts';
import { applyConfiguration } from '../configuration/apply.service.ts';
import { checkReferences } from '../configuration/references.ts';
import { declarationSchema } from '../configuration/schema.ts';
import { assign, unassign } from '../directory/assign.service.ts';
import { anAdministrator } from '../directory/context.fixture.ts';
import { listIdentities, unlinkIdentity } from '../directory/users/identities.service.ts';
import { type People, shopClient, startPeople } from '../registration/people.fixture.ts';
import { routes } from '../routes.ts';
import { startProvider, type UpstreamProvider, upstreamClient } from './provider.fixture.ts';
import { failingProviders, noteFailure } from './provider-failures.service.ts';
import { signInAtProvider } from './sign-in-at-provider.fixture.ts';

let people: People;
let upstream: UpstreamProvider;
let who = 0;

beforeAll(async () => {
  people = await startPeople({});
  upstream = await startProvider(people.issuer.url + routes.federationCallback('acme'));
});
afterAll(async () => {
  upstream.close();
  await people.issuer.close();
});
beforeEach(async () => {
  who += 1;
  upstream.faults.clear();
  await declare(map);
});

const map = [
  { claim: 'groups', value: 'admins', group: 'staff' },
  { claim: '/realm_access/roles', value: 'support', group: 'staff' },
  { claim: 'groups', value: 'buyers', group: 'customers' },
];

const declarationWith = (groups: object[]) => ({
  groups: [{ name: 'everyone' }, { name: 'staff', parent: 'everyone' }, { name: 'customers' }],
  clients: [shopClient],
  providers: [
    {
      ...{ id: 'acme', type: 'oidc', name: 'Acme ID', issuer: upstream.issuer, groups },
      registration: 'open',
      ...{ client_id: upstreamClient.id, client_secret: upstreamClient.secret },
    },
  ],
});

const declare = (groups: object[]) =>
  applyConfiguration(declarationSchema.parse(declarationWith(groups)), people.issuer.context);

/** Signs in there with these claims. @returns the id of the account, and where the browser is */
async function signIn(claims: object) {
  const subject = `person-${who}`;
  const email = `${subject}@example.com`;
  upstream.people.set(subject, { email, email_verified: true, name: 'Person', ...claims });
  const at = await signInAtProvider(await people.arrive(createVisitor()), subject);
  const [user] = await people.issuer.context.sql<{ id: string }[]>`
    select id from users where email = ${email}`;
  return { id: user?.id ?? '', at };
}

const effective = async (id: string) => {
  const { sql, clock } = people.issuer.context;
  const [row] = await sql<{ groups: string[] }[]>`
    select groups from effective_roles(${id}, ${clock.now()})`;
  return row!.groups;
};

const eventsOf = async (id: string) =>
  (await people.events(`user:${id}`)).filter(({ action }) => action.startsWith('group.'));

test('what a provider says is given and taken at each sign-in, with the audit log', async () => {
  const { id } = await signIn({ groups: ['admins', 'others'] });
  expect(await effective(id)).toEqual(['everyone', 'staff']);
  await signIn({ groups: ['buyers'] });
  expect(await effective(id)).toEqual(['customers']);
  await signIn({ groups: [] });
  await signIn({ groups: [] });
  expect(await effective(id)).toEqual([]);
  const actor = 'provider:acme';
  expect(await eventsOf(id)).toMatchObject([
    { action: 'group.add_member', actor },
    { action: 'group.remove_member', actor },
    { action: 'group.add_member', actor },
    { action: 'group.remove_member', actor },
  ]);
});

test('a provider that failed is not told of any more once the file configures it anew', async () => {
  const { context } = people.issuer;
  await noteFailure('acme', 'provider cannot be reached', context);
  const failing = () => failingProviders(context.sql, context.clock.now(), 10);
  await declare(map);
  expect(await failing()).toHaveLength(1);
  await declare([]);
  expect(await failing()).toEqual([]);
});

test('a group that is given twice is taken with the last of them', async () => {
  const { id } = await signIn({ groups: ['admins'], realm_access: { roles: ['support'] } });
  await signIn({ groups: [], realm_access: { roles: ['support'] } });
  expect(await effective(id)).toEqual(['everyone', 'staff']);
  expect(await eventsOf(id)).toHaveLength(1);
  await signIn({ groups: [] });
  expect(await effective(id)).toEqual([]);
});

test('a claim that is missing counts as an empty one', async () => {
  const { id } = await signIn({ groups: ['admins'] });
  await signIn({});
  expect(await effective(id)).toEqual([]);
});

test('what an administrator gave is not taken, and what a provider says is not theirs to take', async () => {
  const { id: userId } = await signIn({ groups: ['admins'] });
  const staff = { kind: 'group', userId, name: 'staff', caller: anAdministrator } as const;
  await assign(staff, null, people.issuer.context);
  await signIn({ groups: [] });
  expect(await effective(userId)).toEqual(['everyone', 'staff']);
  await signIn({ groups: ['admins'] });
  await unassign(staff, people.issuer.context);
  expect(await effective(userId)).toEqual(['everyone', 'staff']);
});

test('it is logged for the gateways: taken as a take-away, given as more', async () => {
  const { sql } = people.issuer.context;
  const tagsOf = async (id: string) =>
    (
      await sql<{ tags: string[] }[]>`
        select tags from changes
        where tags && ${[`user:${id}`, `more:user:${id}`]} order by pos`
    ).map(({ tags }) => tags);
  const { id } = await signIn({ groups: ['admins'] });
  expect(await tagsOf(id)).toEqual([[`more:user:${id}`]]);
  await signIn({ groups: ['admins'] });
  expect(await tagsOf(id)).toHaveLength(1);
  await signIn({ groups: ['buyers'] });
  expect((await tagsOf(id)).slice(1)).toEqual([[`user:${id}`]]);
});

test('unlinking takes what the provider gave', async () => {
  const { id } = await signIn({ groups: ['admins'] });
  const [identity] = await listIdentities(id, people.issuer.context);
  await unlinkIdentity(id, identity!.id, anAdministrator, people.issuer.context);
  expect(await effective(id)).toEqual([]);
});

test('an entry that is taken out of the file takes what it gave, at once', async () => {
  const { id } = await signIn({ groups: ['admins', 'buyers'] });
  await declare(map.slice(2));
  expect(await effective(id)).toEqual(['customers']);
  await declare(map);
  expect(await effective(id)).toEqual(['customers']);
  await signIn({ groups: ['admins', 'buyers'] });
  expect(await effective(id)).toEqual(['customers', 'everyone', 'staff']);
  await declare([]);
  expect(await effective(id)).toEqual([]);
});

test('userinfo that cannot be read neither gives nor takes: the person signs in later', async () => {
  const { id } = await signIn({ groups: ['admins'] });
  upstream.faults.add('userinfo');
  const { at } = await signIn({ groups: [] });
  expect([at.status, at.text.includes('Acme ID')]).toEqual([503, true]);
  expect(await effective(id)).toEqual(['everyone', 'staff']);
});

test('several sign-ins at once leave what one of them said', async () => {
  const { id } = await signIn({ groups: ['admins', 'buyers'] });
  await Promise.all([['admins'], [], ['buyers'], ['admins']].map((groups) => signIn({ groups })));
  const { sql } = people.issuer.context;
  const rows = await sql`select from identity_groups where user_id = ${id}`;
  expect(rows.length).toBeLessThan(2);
});

test('ten thousand groups', async () => {
  const groups = Array.from({ length: 10_000 }, (_, index) => `group-${index}`);
  const { id } = await signIn({ groups: [...groups, 'admins'] });
  expect(await effective(id)).toEqual(['everyone', 'staff']);
});

test('a file names groups that there are', () => {
  const declaration = declarationSchema.parse(
    declarationWith([{ claim: 'groups', value: 'x', group: 'nothing' }]),
  );
  expect(checkReferences(declaration, people.issuer.url)).toMatchObject([
    { path: ['providers', 0, 'groups', 0, 'group'] },
  ]);
});
