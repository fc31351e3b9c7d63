import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../../testing/database.ts';
import { basic, startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { secret, shop } from '../../../../testing/shop.ts';
import { signInToShop } from '../../../../testing/sign-in.ts';
import { connect } from '../database/connection.ts';
import { isUpToDate, makeOlder } from '../database/older-database.fixture.ts';
import { runPageStatements } from '../database/page-statements.fixture.ts';
import { providerSecretLabel } from '../federation/provider.ts';
import { decryptAtRest } from './at-rest.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const provider = {
  ...{ id: 'corp', type: 'oidc', name: 'Corp', issuer: 'https://corp.example' },
  ...{ client_id: 'us', client_secret: 'the secret that Corp gave us' },
};

/** With one secret of the server after the other. */
async function withIssuer<T>(fill: number, work: (issuer: TestIssuer) => Promise<T>): Promise<T> {
  const settings = { databaseUrl: database.url, secret: Buffer.alloc(32, fill) };
  const issuer = await startTestIssuer({ ...shop, providers: [provider] }, settings);
  try {
    return await work(issuer);
  } finally {
    await issuer.close();
  }
}

async function ask({ url }: TestIssuer, client: string, path: string, fields: object) {
  const answer = await fetch(url + path, {
    method: 'POST',
    headers: { authorization: basic(client, secret(client)) },
    body: new URLSearchParams({ ...fields }),
  });
  return { status: answer.status, ...((await answer.json()) as { active?: boolean }) };
}

const isActive = async (issuer: TestIssuer, token: string) =>
  (await ask(issuer, 'orders-service', '/introspect', { token })).active;

const refresh = async (issuer: TestIssuer, token: string) =>
  (await ask(issuer, 'shop-web', '/token', { grant_type: 'refresh_token', refresh_token: token }))
    .status;

const kidsOf = async ({ url }: TestIssuer) => {
  const { keys } = (await (await fetch(`${url}/jwks`)).json()) as { keys: { kid: string }[] };
  return keys.map(({ kid }) => kid);
};

test('keys are deleted: access tokens end, and refresh tokens give new ones', async () => {
  const held = await withIssuer(1, (issuer) => signInToShop(issuer.url));
  await runPageStatements(database.url, 'delete-keys.sql');
  await withIssuer(1, async (issuer) => {
    expect(await kidsOf(issuer)).toHaveLength(2);
    expect(await isActive(issuer, held.access_token)).toBe(false);
    expect(await refresh(issuer, held.refresh_token)).toBe(200);
  });
});

test('the server has another secret: the file gives what was stored with the former one', async () => {
  const held = await withIssuer(1, (issuer) => signInToShop(issuer.url));
  const sql = connect({ url: database.url, max: 1 });
  onTestFinished(() => sql.end());
  await makeOlder(sql);
  await expect(withIssuer(2, async () => {})).rejects.toThrow('does not open the keys');
  // It is not theirs, and stays as it is.
  expect(await isUpToDate(sql)).toBe(false);
  await runPageStatements(database.url, 'end-everything.sql');
  await runPageStatements(database.url, 'delete-keys.sql');
  await withIssuer(2, async (issuer) => {
    expect(await isActive(issuer, held.access_token)).toBe(false);
    expect(await refresh(issuer, held.refresh_token)).toBe(400);
    expect(await isActive(issuer, (await signInToShop(issuer.url)).access_token)).toBe(true);
    const [row] = await issuer.context.sql`select client_secret from providers where id = 'corp'`;
    const label = providerSecretLabel('corp');
    const { atRest } = issuer.context.secrets;
    expect(decryptAtRest(atRest, label, row?.['client_secret']).toString()).toBe(
      provider.client_secret,
    );
  });
});
