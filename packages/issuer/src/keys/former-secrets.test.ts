import { createCipheriv } from 'node:crypto';
import { Metrics } from '@sallyport/base/metrics/metrics.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Harness, openHarness } from '../directory/context.fixture.ts';
import { createIssuer } from '../issuer.ts';
import { openToken, type SealedFacts, sealToken } from '../tokens/sealed-token.ts';
import { decryptAtRest } from './at-rest.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await openHarness();
});
afterAll(() => harness.close());

/** As the version before the common envelope stored it: AES-256-GCM with a nonce of 96 bits. */
function formerly(label: string, plain: Buffer): Buffer {
  const nonce = harness.random.bytes(12);
  const cipher = createCipheriv('aes-256-gcm', harness.secrets.atRest, nonce);
  cipher.setAAD(Buffer.from(label));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

interface Stored {
  label: string;
  secret: Buffer;
}

const readStored = async (): Promise<Stored[]> => [
  ...(await harness.sql<Stored[]>`
    select 'key ' || kid as label, secret from keys
    union all select 'provider ' || id, client_secret from providers order by label`),
];

const facts: SealedFacts = {
  id: 'token',
  kind: 'user',
  source: 'grant',
  client: 'shop',
  scope: ['openid'],
  audiences: ['https://orders.example'],
  issuedAt: 1_764_000_000,
  expiresAt: 1_764_000_600,
};

test('a database of an earlier version starts, is rewritten once, and opens the same', async () => {
  const { sql, secrets, keys, random, settings, clock, log } = harness;
  const token = sealToken(facts, keys, random);
  await sql`
    insert into providers (id, type, name, issuer, client_id, client_secret, scopes, declared)
    values ('corp', 'oidc', 'Corp', 'https://corp.example', 'us',
            ${formerly('provider corp', Buffer.from('secret at corp'))}, '{}', true)`;
  const plainOf = ({ label, secret }: Stored) =>
    decryptAtRest(secrets.atRest, label, secret).toString('base64');
  for (const { label, secret } of await readStored()) {
    if (label === 'provider corp') continue;
    const former = formerly(label, decryptAtRest(secrets.atRest, label, secret));
    await sql`update keys set secret = ${former} where 'key ' || kid = ${label}`;
  }
  const before = await readStored();

  const restart = async () => {
    const startClock = async () => ({ clock, stop() {} });
    const issuer = await createIssuer(settings, {
      ...{ startClock, random, log, accessLog: log },
      metrics: new Metrics(),
    });
    expect(openToken(token, issuer.context.keys)).toEqual(facts);
    await issuer.close();
    return readStored();
  };
  const after = await restart();
  expect(after.map(plainOf)).toEqual(before.map(plainOf));
  expect(after.length).toBe(4);
  for (const [index, { secret }] of after.entries()) {
    expect(secret.equals(before[index]!.secret)).toBe(false);
  }
  expect(await restart()).toEqual(after);
});
