/** Codes and refresh tokens that are presented while others are: what they share, and what they do not. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { authorizeAs, verifier } from '../../../../testing/code-flow.ts';
import { startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { alice, shop, webRedirect } from '../../../../testing/shop.ts';
import { untilStatementWaits } from '../../../../testing/until-statement-waits.ts';
import { createVisitor } from '../../../../testing/visitor.ts';
import { watchStatements } from '../../../../testing/watch-statements.ts';
import { sha256 } from '../runtime/sha256.ts';
import { opaqueTokenBytes } from '../tokens/opaque-token.ts';
import { redeemAuthorizationCode } from './authorization-codes.service.ts';
import { type Redemption, redeemCodes } from './authorization-codes.store.ts';
import { type CodeRedeemer, createCodeRedeemer } from './code-redeemer.service.ts';
import { momentOf } from './moment.ts';
import {
  createRefreshTokenKeeper,
  type RefreshTokenKeeper,
} from './refresh-token-keeper.service.ts';
import type { PresentedToken } from './refresh-tokens.store.ts';

let issuer: TestIssuer;
let statements: string[];
let redeem: CodeRedeemer;
let keep: RefreshTokenKeeper;
const visitor = createVisitor();

beforeAll(async () => {
  issuer = await startTestIssuer(shop);
});
afterAll(() => issuer.close());

beforeEach(() => {
  const watched = watchStatements(issuer.context.sql, /^\s*with asked/);
  const { sql } = watched;
  statements = watched.statements;
  redeem = createCodeRedeemer({ ...issuer.context, sql });
  keep = createRefreshTokenKeeper({ ...issuer.context, sql });
});

const all = { scope: [], apis: [], details: [] };

interface NewCode extends Redemption {
  bytes: Buffer;
}

async function newCode(): Promise<NewCode> {
  const codeVerifier = verifier();
  const client = { clientId: 'shop-web', redirectUri: webRedirect };
  const back = await authorizeAs(visitor, { issuer: issuer.url, ...client, codeVerifier }, alice);
  const bytes = opaqueTokenBytes('code', back.searchParams.get('code')!)!;
  return {
    ...client,
    bytes,
    hash: sha256(bytes),
    challenge: sha256(codeVerifier).toString('base64url'),
    requested: all,
    refreshHash: issuer.context.random.bytes(32),
  };
}

async function newCodes(count: number): Promise<NewCode[]> {
  const codes: NewCode[] = [];
  while (codes.length < count) codes.push(await newCode());
  return codes;
}

async function newRefreshTokens(count: number): Promise<PresentedToken[]> {
  const codes = await newCodes(count);
  await Promise.all(codes.map(redeem));
  statements.length = 0;
  return codes.map(({ clientId, refreshHash }) => ({
    hash: refreshHash!,
    clientId,
    requested: all,
  }));
}

describe('codes', () => {
  test('share a statement, and each has its refresh token', async () => {
    const codes = await newCodes(3);
    const redeemed = await Promise.all(codes.map(redeem));
    expect(redeemed.map((code) => code?.spent)).toEqual([true, true, true]);
    expect(new Set(redeemed.map((code) => code?.grant?.grantId)).size).toBe(3);
    expect(statements).toHaveLength(1);
    const kept = codes.map(({ clientId, refreshHash: hash }) => ({
      hash: hash!,
      clientId,
      requested: all,
    }));
    const outcomes = await Promise.all(kept.map(keep));
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(Array(3).fill('refreshed'));
  });

  test('are each judged by what came with them', async () => {
    const [right, wrong, greedy, foreign] = await newCodes(4);
    const results = await Promise.all([
      redeem(right!),
      redeem({ ...wrong!, challenge: 'x'.repeat(43) }),
      redeem({ ...greedy!, requested: { ...all, scope: ['openid', 'email'] } }),
      redeem({ ...foreign!, clientId: 'shop-cli' }),
    ]);
    expect(results).toMatchObject([
      { spent: true, matches: true },
      { spent: true, matches: false },
      { spent: false, matches: true },
      null,
    ]);
    expect(await redeem(greedy!)).toMatchObject({ spent: true, matches: true });
  });

  test('presented many times at once are spent once', async () => {
    const [code, other] = await newCodes(2);
    const results = await Promise.all([...Array(8).fill(code!), other!].map(redeem));
    expect(results.filter((each) => each?.spent)).toHaveLength(2);
    expect(results.at(-1)).toMatchObject({ spent: true });
  });

  test('keep no others waiting while a change holds one of them', async () => {
    const [held, free] = await newCodes(2);
    const { sql } = issuer.context;
    let late: Promise<unknown> | undefined;
    await sql.begin(async (tx) => {
      await tx`select from authorization_codes where hash = ${held!.hash} for update`;
      late = redeem(held!);
      expect(await redeem(free!)).toMatchObject({ spent: true });
    });
    expect(await late).toMatchObject({ spent: true });
  });

  test.each([
    ['as it is', (code: NewCode) => code],
    ['with another verifier', (code: NewCode) => ({ ...code, challenge: 'x'.repeat(43) })],
  ])(
    'presented, %s, while another node spends them take back what they gave',
    async (_, change) => {
      const code = await newCode();
      const { sql, clock, settings } = issuer.context;
      const now = clock.now();
      const again = { ...change(code), withRefreshToken: true, mayRepeat: false, now };
      let late: ReturnType<typeof redeemAuthorizationCode> | undefined;
      await sql.begin(async (tx) => {
        await redeemCodes(tx, [code], momentOf(now, settings), 'wait');
        late = redeemAuthorizationCode(again, { ...issuer.context, redeemCode: redeem });
        await untilStatementWaits(tx);
      });
      expect(await late).toEqual({ outcome: 'refused' });
      const token = { hash: code.refreshHash!, clientId: code.clientId, requested: all };
      expect(await keep(token)).toEqual({ outcome: 'refused' });
    },
  );

  test('whose rows cannot be read concern one caller alone', async () => {
    const [broken, sound] = await newCodes(2);
    await issuer.context.sql`
      update grants set amr = '{NULL}' where id = (
        select grant_id from authorization_codes where hash = ${broken!.hash})`;
    const [first, second] = await Promise.allSettled([broken!, sound!].map(redeem));
    expect(first).toMatchObject({ status: 'rejected', reason: { name: 'CorruptRowError' } });
    expect(second).toMatchObject({ status: 'fulfilled', value: { spent: true } });
  });
});

describe('refresh tokens that are kept', () => {
  test('share a statement, and the same request of the same one a row of it', async () => {
    const [one, other] = await newRefreshTokens(2);
    const narrow = { ...one!, requested: { ...all, scope: ['openid'] } };
    const greedy = { ...one!, requested: { ...all, scope: ['openid', 'email'] } };
    const unknown = { ...one!, hash: issuer.context.random.bytes(32) };
    const asked = [
      one!,
      one!,
      narrow,
      greedy,
      other!,
      unknown,
      { ...other!, clientId: 'shop-cli' },
    ];
    const outcomes = await Promise.all(asked.map(keep));
    expect(outcomes.map(({ outcome }) => outcome)).toEqual([
      ...['refreshed', 'refreshed', 'refreshed', 'excessive', 'refreshed', 'refused', 'refused'],
    ]);
    expect(statements).toHaveLength(1);
  });

  test('wait for no row that a change holds', async () => {
    const [held] = await newRefreshTokens(1);
    issuer.clock.advance(61);
    const { sql } = issuer.context;
    await sql.begin(async (tx) => {
      await tx`select from refresh_tokens where hash = ${held!.hash} for update`;
      await tx`select from sessions for update`;
      expect(await keep(held!)).toMatchObject({ outcome: 'refreshed' });
    });
  });

  test('and ended meanwhile give nothing', async () => {
    const [token] = await newRefreshTokens(1);
    const kept = await keep(token!);
    if (kept.outcome === 'refused') throw new Error('It should have been kept.');
    await issuer.context.sql`update grants set revoked_at = now() where id = ${kept.grant.grantId}`;
    expect(await keep(token!)).toMatchObject({ outcome: 'refused' });
  });
});
