import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createVisitor } from '../../../../testing/visitor.ts';
import type { Site } from '../http/site.fixture.ts';
import { applyPolicy } from '../policies/policies.service.ts';
import {
  closedTo,
  registrationPolicy,
  registrationSection,
} from '../registration-policy/registration-policy.ts';
import { routes } from '../routes.ts';
import {
  declareProvider,
  signInThere,
  start,
  startFederatedSite,
} from './federated-site.fixture.ts';
import { startProvider, type UpstreamProvider } from './provider.fixture.ts';

/** Who gets an account by signing in at a provider for the first time. */

let site: Site;
const upstreams = new Map<string, UpstreamProvider>();
const providers = { bound: {}, ours: { registration: 'open' }, known: { registration: 'off' } };

beforeAll(async () => {
  site = await startFederatedSite();
  for (const [id, settings] of Object.entries(providers)) {
    const upstream = await startProvider(site.url + routes.federationCallback(id));
    upstreams.set(id, upstream);
    await declareProvider(site, { id, name: id, issuer: upstream.issuer, settings });
  }
});
afterAll(async () => {
  for (const upstream of upstreams.values()) upstream.close();
  await site.close();
});

const hold = (registration: object) =>
  site.context.sql.begin((tx) =>
    applyPolicy(tx, registrationPolicy, registrationSection.parse(registration)),
  );
beforeEach(() => hold({}));

async function signIn(provider: string, who: string) {
  const visitor = createVisitor();
  const claims = { email: `${who}@example.com`, email_verified: true, name: who };
  upstreams.get(provider)!.people.set(who, claims);
  const { page } = await start(site, visitor, who, provider);
  return visitor.get(await signInThere(site, visitor, page));
}

const accounts = (who: string) => site.context.sql`select from users where email like ${`${who}%`}`;

describe.each([
  ['off', 'signing in does not create one'],
  ['invitation', 'You need an invitation'],
  ['waiting_list', 'waiting list'],
  ['domains', 'certain organizations'],
])('with registration.mode %s', (mode, told) => {
  beforeEach(() => hold({ mode, ...(mode === 'domains' && { domains: ['shop.example'] }) }));

  test('there is no account, and the page says why and leads back', async () => {
    const refused = await signIn('bound', `alice-${mode}`);
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('You have no account here yet');
    expect(refused.text).toContain(told);
    expect(refused.text).toContain('/sign-in/');
    expect(await accounts(`alice-${mode}`)).toEqual([]);
    expect(site.logged.join()).toContain(`registration_${mode}`);
  });

  test('everyone gets in at the provider of the company', async () => {
    expect((await signIn('ours', `bob-${mode}`)).next).toContain('/authorize/');
    expect(await accounts(`bob-${mode}`)).toHaveLength(1);
  });
});

test('who has an account signs in, whatever the mode is by now', async () => {
  await hold({ mode: 'open' });
  await signIn('bound', 'carol');
  await hold({ mode: 'off' });
  expect((await signIn('bound', 'carol')).next).toContain('/authorize/');
});

test('a provider that makes no accounts makes none, however open the rest is', async () => {
  await hold({ mode: 'open' });
  expect((await signIn('known', 'dave')).status).toBe(403);
  expect(await accounts('dave')).toEqual([]);
});

test.each([
  ['a verified address of a domain that is let in', true, 'a@shop.example', null],
  ['one that is not verified', false, 'a@shop.example', 'domains'],
  ['one of another domain', true, 'a@other.example', 'domains'],
] as const)('mode domains: %s', (_, emailVerified, email, expected) => {
  const policy = registrationSection.parse({ mode: 'domains', domains: ['shop.example'] });
  expect(closedTo(policy, { email, emailVerified })).toBe(expected);
});
