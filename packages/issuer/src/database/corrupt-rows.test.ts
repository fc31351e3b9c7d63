import { afterAll, beforeAll, expect, test } from 'vitest';
import { searchAudit } from '../audit/search-audit.service.ts';
import { type Harness, openHarness } from '../directory/context.fixture.ts';
import { readProvider } from '../federation/federation.store.ts';
import { readKeys } from '../keys/keys.store.ts';
import { insertSession, touchSession } from '../sessions/sessions.store.ts';

let context: Harness;
beforeAll(async () => {
  context = await openHarness();
});
afterAll(() => context.close());

/** What the columns allow by their types, and no version writes. */
test('a signing key without its public part is named', async () => {
  const { sql } = context;
  const [key] = await sql<{ kid: string }[]>`
    update keys set public_jwk = null where alg = 'ES256' returning kid`;
  await expect(readKeys(sql)).rejects.toThrow(`keys "${key?.kid}": public_jwk: must be a JWK`);
});

test('a provider with a scope that is null is named', async () => {
  const { sql } = context;
  await sql`
    insert into providers (id, type, name, issuer, client_id, client_secret, scopes, declared)
    values ('corp', 'oidc', 'Corp', 'https://corp.example', 'us', 'secret', '{null}', true)`;
  await expect(readProvider(sql, 'corp')).rejects.toThrow('providers "corp": scopes.0: ');
});

test('a session with a method that is null is named', async () => {
  const { sql, random, clock } = context;
  const [user] = await sql<{ id: string }[]>`
    insert into users (id, email, email_verified, name, created_at)
    values (${random.uuid()}, 'anna@example.com', true, 'Anna', ${clock.now()}) returning id`;
  const session = {
    ...{ id: random.uuid(), userId: user!.id, amr: ['pwd'], authTime: clock.now() },
    ...{ tokenHash: random.bytes(32), expiresAt: new Date(clock.now().getTime() + 3_600_000) },
    ...{ acr: 'aal1' as const, proofs: [], now: clock.now() },
    origin: { userAgent: null, address: '127.0.0.1', network: '127.0.0.1', clientId: 'shop' },
  };
  await insertSession(sql, session);
  const touch = () => touchSession(sql, session.tokenHash, clock.now(), new Date(0));
  expect(await touch()).toMatchObject({ amr: ['pwd'] });
  await sql`update sessions set amr = '{null}' where id = ${session.id}`;
  await expect(touch()).rejects.toThrow(`sessions "${session.id}": amr.0: `);
});

test('an audit event whose detail is no object is named', async () => {
  const { sql, clock } = context;
  const [event] = await sql<{ id: number }[]>`
    insert into audit_events (at, action, actor, subjects, detail)
    values (${clock.now()}, 'test', 'anonymous', '{}', '[]') returning id`;
  const read = searchAudit({ filter: {}, before: null, limit: 1 }, sql);
  await expect(read).rejects.toThrow(`audit_events ${event?.id}: detail: `);
});
