import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { orders, shop } from '../../../../testing/shop.ts';
import { watchStatements } from '../../../../testing/watch-statements.ts';
import { createLinkRedeemer, type LinkRedeemer } from './link-redeemer.service.ts';
import { createLinkWriter, type LinkWriter } from './link-writer.service.ts';
import type { NewLink, Redemption } from './links.store.ts';

let issuer: TestIssuer;
let statements: string[];
let write: LinkWriter;
let redeem: LinkRedeemer;

beforeAll(async () => {
  issuer = await startTestIssuer(shop);
});
afterAll(() => issuer.close());

beforeEach(() => {
  const watched = watchStatements(issuer.context.sql, /^\s*with asked/);
  const { sql } = watched;
  statements = watched.statements;
  write = createLinkWriter(sql);
  redeem = createLinkRedeemer(sql);
});

const after = (seconds: number) => new Date(issuer.context.clock.now().getTime() + seconds * 1_000);

function newLink(changes: Partial<NewLink> = {}): NewLink {
  const { random, clock } = issuer.context;
  return {
    id: random.uuid(),
    tokenHash: random.bytes(32),
    clientId: 'shop-api',
    url: 'https://shop.example/landing',
    origin: 'https://shop.example',
    api: orders,
    permissions: ['orders:read'],
    details: [],
    uses: 1,
    used: 0,
    tokenLifetime: 600,
    subject: null,
    metadata: {},
    createdAt: clock.now(),
    redeemableUntil: after(900),
    revokedAt: null,
    expiresAt: after(1_500),
    source: null,
    ...changes,
  };
}

function redemptionOf({ tokenHash }: NewLink): Redemption {
  const { random, clock } = issuer.context;
  const tokenId = random.bytes(16).toString('base64url');
  return { tokenHash, origin: null, retryHash: random.bytes(32), tokenId, now: clock.now() };
}

async function storedLinks(changes: Partial<NewLink>[]): Promise<NewLink[]> {
  const links = changes.map(newLink);
  await Promise.all(links.map(write));
  statements.length = 0;
  return links;
}

const isStored = async ({ id }: NewLink) => {
  const rows = await issuer.context.sql`
    select from links where id = ${id} and exists (
      select from audit_events where action = 'link.create' and subjects = ${[`link:${id}`]})`;
  return rows.length === 1;
};

test('links that are made share a statement, and each has its audit event', async () => {
  const links = [newLink(), newLink(), newLink()];
  await Promise.all(links.map(write));
  expect(statements).toHaveLength(1);
  expect(await Promise.all(links.map(isStored))).toEqual([true, true, true]);
});

test('one that its client may not make is not stored, and the others are', async () => {
  const links = [
    newLink(),
    newLink({ permissions: ['orders:read', 'orders:delete'] }),
    newLink({ api: 'https://unknown.example' }),
    newLink({ clientId: 'shop-web' }),
    newLink(),
  ];
  expect(await Promise.all(links.map(write))).toEqual([
    ['orders:read', 'orders:refund'],
    ['orders:read', 'orders:refund'],
    null,
    [],
    ['orders:read', 'orders:refund'],
  ]);
  expect(statements).toHaveLength(1);
  expect(await Promise.all(links.map(isStored))).toEqual([true, false, false, false, true]);
});

test('one that the database refuses fails alone', async () => {
  // No partition reaches so far.
  const links = [newLink(), newLink({ expiresAt: after(400 * 86_400) }), newLink()];
  const written = await Promise.allSettled(links.map(write));
  expect(written.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(await Promise.all(links.map(isStored))).toEqual([true, false, true]);
});

test('links that are redeemed share a statement', async () => {
  const links = await storedLinks([{}, {}, {}]);
  const redeemed = await Promise.all(links.map((link) => redeem(redemptionOf(link))));
  expect(redeemed.map((each) => each?.id)).toEqual(links.map(({ id }) => id));
  expect(statements).toHaveLength(1);
});

test('one link gives as many as it has uses', async () => {
  const [link] = await storedLinks([{ uses: 3 }]);
  const redeemed = await Promise.all(Array.from({ length: 10 }, () => redeem(redemptionOf(link!))));
  const taken = redeemed.filter((each) => each !== null);
  expect(taken).toHaveLength(3);
  expect(new Set(taken.map(({ tokenId }) => tokenId)).size).toBe(3);
});

test('the same retry key takes one use, and all get the same token', async () => {
  const [link] = await storedLinks([{ uses: 5 }]);
  const { retryHash } = redemptionOf(link!);
  const redeemed = await Promise.all(
    Array.from({ length: 8 }, () => redeem({ ...redemptionOf(link!), retryHash })),
  );
  expect(new Set(redeemed.map((each) => each?.tokenId)).size).toBe(1);
  const [row] = await issuer.context.sql`select used from links where id = ${link!.id}`;
  expect(row).toEqual({ used: 1 });
});

test('a link that a change holds keeps no other one waiting', async () => {
  const [held, free] = await storedLinks([{}, {}]);
  const { sql } = issuer.context;
  let late: Promise<unknown> | undefined;
  await sql.begin(async (tx) => {
    await tx`select from links where id = ${held!.id} for update`;
    late = redeem(redemptionOf(held!));
    expect(await redeem(redemptionOf(free!))).toMatchObject({ id: free!.id });
  });
  expect(await late).toMatchObject({ id: held!.id });
});

test('a row that cannot be read is the fault of one caller alone', async () => {
  const [broken, sound] = await storedLinks([{}, {}]);
  await issuer.context.sql`
    update links set authorization_details = '[{"type": 1}]',
      permissions = '{orders:read}' where id = ${broken!.id}`;
  const [first, second] = await Promise.allSettled(
    [broken!, sound!].map((link) => redeem(redemptionOf(link))),
  );
  expect(first).toMatchObject({ status: 'rejected', reason: { name: 'CorruptRowError' } });
  expect(second).toMatchObject({ status: 'fulfilled', value: { id: sound!.id } });
});
