import { afterAll, beforeAll, expect, test } from 'vitest';
import { createVisitor, type Visitor } from '../../../../testing/visitor.ts';
import type { Site } from '../http/site.fixture.ts';
import { routes } from '../routes.ts';
import {
  declareProvider,
  signInThere,
  start,
  startFederatedSite,
} from './federated-site.fixture.ts';
import { startProvider, type UpstreamProvider } from './provider.fixture.ts';

let site: Site;
let upstream: UpstreamProvider;

beforeAll(async () => {
  site = await startFederatedSite();
  upstream = await startProvider(site.url + routes.federationCallback('acme'));
  for (const id of ['acme', 'other']) {
    await declareProvider(site, { id, name: 'Acme ID', issuer: upstream.issuer });
  }
});

afterAll(async () => {
  upstream.close();
  await site.close();
});

/** A sign-in up to what the provider would post. */
async function reach(who: string, visitor: Visitor) {
  upstream.people.set(who, { email: `${who}@example.com`, email_verified: true });
  const { page, interaction } = await start(site, visitor, who);
  const { searchParams } = new URL(await signInThere(site, visitor, page));
  return { interaction, fields: Object.fromEntries(searchParams) };
}

/** From another site: no cookie goes along. */
const post = (fields: Record<string, string>, provider = 'acme') =>
  createVisitor().post(site.url + routes.federationCallback(provider), fields);

test('the answer becomes a GET without it, and signs in the browser that began', async () => {
  const visitor = createVisitor();
  const { fields, interaction } = await reach('ada', visitor);
  const posted = await post(fields);
  expect([posted.status, posted.headers.get('cache-control')]).toEqual([303, 'no-store']);
  const next = new URL(posted.next!);
  expect(Object.fromEntries(next.searchParams)).toEqual({ state: fields['state'] });
  const answer = await visitor.get(next.href);
  expect(answer.headers.get('location')).toBe(`/authorize/${interaction}`);
});

test('another browser cannot use it, and does not use it up', async () => {
  const visitor = createVisitor();
  const { fields } = await reach('bob', visitor);
  const { next } = await post(fields);
  const stranger = createVisitor();
  await start(site, stranger, 'bob');
  for (const other of [stranger, createVisitor()]) {
    expect((await other.get(next!)).status).toBe(400);
  }
  expect((await visitor.get(next!)).status).toBe(303);
});

test('only the first answer counts', async () => {
  const visitor = createVisitor();
  const { fields } = await reach('cid', visitor);
  const { next } = await post(fields);
  await post({ state: fields['state']!, error: 'access_denied' });
  await post({ state: fields['state']!, code: 'of-another-person' });
  expect((await visitor.get(next!)).status).toBe(303);
  // And after it was used, none does.
  expect((await post(fields)).next).toBe(next);
});

test('a person who cancelled gets a way back', async () => {
  const visitor = createVisitor();
  const { fields, interaction } = await reach('dee', visitor);
  const { next } = await post({ state: fields['state']!, error: 'user_cancelled_authorize' });
  const answer = await visitor.get(next!);
  expect(answer.status).toBe(403);
  expect(answer.text).toContain('Acme ID did not sign you in');
  expect(answer.text).toContain(`href="/sign-in/${interaction}"`);
});

test('an answer to the address of another provider is not kept', async () => {
  const visitor = createVisitor();
  const { fields } = await reach('eli', visitor);
  const { next } = await post(fields, 'other');
  expect((await visitor.get(next!)).status).toBe(400);
  const [row] = await site.context.sql`select count(*)::int as kept from federation_attempts
    where posted is not null and redeemed_at is null`;
  expect(row).toEqual({ kept: 0 });
});

test('more than a provider sends is not kept', async () => {
  const visitor = createVisitor();
  const { fields } = await reach('fay', visitor);
  const { next } = await post({ ...fields, user: 'x'.repeat(17_000) });
  expect((await visitor.get(next!)).status).toBe(502);
});

test.each([
  ['no state', {}],
  ['a state that is none', { state: 'x', code: 'c' }],
  ['a state of no attempt', { state: 's'.repeat(43), code: 'c' }],
])('with %s it leads to a page in words', async (_, fields) => {
  const visitor = createVisitor();
  await start(site, visitor, 'gus');
  const answer = await visitor.get((await post(fields)).next!);
  expect([answer.status, answer.text]).toEqual([
    400,
    expect.stringContaining('This sign-in is over'),
  ]);
});

test('what came is nowhere in the log, and not readable in the database', async () => {
  const visitor = createVisitor();
  const { fields } = await reach('hal', visitor);
  const { next } = await post({ ...fields, user: '{"name":{"firstName":"Halloween"}}' });
  const rows = await site.context
    .sql`select encode(posted, 'escape') as text from federation_attempts
    where posted is not null and redeemed_at is null`;
  expect(rows).toHaveLength(1);
  expect(rows[0]!['text']).not.toContain('Halloween');
  await visitor.get(next!);
  expect(site.logged.join()).not.toContain('Halloween');
});
