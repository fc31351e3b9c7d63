import { foreignName } from '@sallyport/protocol/foreign-principal.ts';
import {
  boundTo,
  type ForeignTokenCase,
  foreignTokens,
} from '@sallyport/protocol/foreign-tokens.fixture.ts';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import {
  type HostileServer,
  misbehaviours,
  startHostileServer,
} from '../../../../testing/hostile-server.ts';
import { startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { orders, reports, shop } from '../../../../testing/shop.ts';
import {
  makeKey,
  type TestIssuer as OtherIssuer,
  startIssuer,
} from '../../../guard/src/issuer.fixture.ts';
import { acceptForeignToken } from './accept-foreign-token.service.ts';
import { createRemoteKeys } from './remote-keys.service.ts';
import { declaredTrustedIssuer } from './trusted-issuer-declaration.ts';
import { reconcileTrustedIssuers } from './trusted-issuers.store.ts';

let issuer: TestIssuer;
let other: OtherIssuer;
let context: TestIssuer['context'] & { remoteKeys: ReturnType<typeof createRemoteKeys> };

beforeAll(async () => {
  other = await startIssuer();
  issuer = await startTestIssuer(shop);
  context = { ...issuer.context, remoteKeys: createRemoteKeys(issuer.context) };
});
afterAll(async () => {
  await issuer.close();
  await other.close();
});

/** As `apply` of a file that trusts this issuer alone. */
const trust = (entry: object) =>
  context.sql.begin((tx) => reconcileTrustedIssuers(tx, [declaredTrustedIssuer.parse(entry)]));

const seconds = () => Math.floor(issuer.clock.now().getTime() / 1000);

const sign = (claims: object, header: object = { typ: 'JWT' }) => {
  const { kid, alg } = other.keys[0]!;
  const times = { iat: seconds(), exp: seconds() + 3600 };
  return other.sign({ ...times, ...claims, iss: other.url }, { ...header, kid, alg });
};

describe('the table of cases:', () => {
  async function accept({ header, claims, audience, map, profile }: ForeignTokenCase) {
    await trust({
      issuer: other.url,
      ...(audience === null ? { without_audience: orders } : { audiences: { [audience]: orders } }),
      ...(profile && { profile }),
      map: { sub: 'sub', ...map },
    });
    return acceptForeignToken(await sign(claims, header), orders, context);
  }

  test.each(foreignTokens)('$from: $what, for $why', async (each) => {
    const { right } = each;
    const accepted = await accept(each);
    // What is confined to nothing that is known here cannot be kept so.
    if (typeof right === 'string' || (right.confined && right.details?.length === 0)) {
      expect(accepted).toBeNull();
      return;
    }
    const { claims } = accepted!;
    if (right.kind) expect(claims.sub_kind).toBe(right.kind);
    if (right.subject) expect(claims.sub).toBe(foreignName(other.url, right.subject));
    if (right.clientId) expect(claims.client_id).toBe(foreignName(other.url, right.clientId));
    if (right.scope?.length) expect(claims.scope).toBe(right.scope.join(' '));
    const isSupport = right.roles?.includes('support') ?? false;
    if (right.roles) expect(claims.roles).toEqual(isSupport ? ['support'] : undefined);
    if (right.confined) {
      expect(claims).toMatchObject({ permissions: [], authorization_details: right.details });
    } else expect(claims).not.toHaveProperty('authorization_details');
  });
});

describe('a person of another issuer', () => {
  const alice = { sub: 'alice', aud: 'api://orders', azp: 'shop', roles: ['support'] };
  const entry = () => ({
    issuer: other.url,
    audiences: { 'api://orders': orders, 'api://all': orders, 'api://reports': reports },
    map: { sub: 'sub', roles: 'roles' },
  });
  const accept = async (changes: object, api = orders, header?: object) =>
    acceptForeignToken(await sign({ ...alice, ...changes }, header), api, context);

  beforeAll(() => trust(entry()));

  test.each([
    ['api://orders', true, false],
    ['api://reports', false, true],
    [['api://reports', 'api://all'], true, true],
    [['api://orders', 'https://idp.example/userinfo'], true, false],
    // The id of our API is none of theirs, unless it is declared so.
    [orders, false, false],
    ['__proto__', false, false],
  ])('counts for the API that aud stands for: %j', async (aud, atOrders, atReports) => {
    expect((await accept({ aud })) !== null).toBe(atOrders);
    expect((await accept({ aud }, reports)) !== null).toBe(atReports);
  });

  test('an audience in short stands for the API of that id', async () => {
    await trust({ issuer: other.url, audience: orders, map: { sub: 'sub' } });
    onTestFinished(async () => void (await trust(entry())));
    expect(await accept({ aud: orders })).not.toBeNull();
    expect(await accept({ aud: orders }, reports)).toBeNull();
  });

  test('a key that the token is bound to is kept', async () => {
    expect((await accept({ cnf: boundTo }))?.claims).toMatchObject({ cnf: boundTo });
  });

  test('bound in a way that is not known here, it is not good', async () => {
    expect(await accept({ cnf: { kid: 'first' } })).toBeNull();
  });

  test('is confined to no more than their roles give', async () => {
    const details = [{ type: 'order', identifier: '42', actions: ['read'] }];
    expect(await accept({ roles: [], authorization_details: details })).toBeNull();
    const accepted = await accept({ authorization_details: details });
    expect(accepted?.claims).toMatchObject({ permissions: [], authorization_details: details });
    expect(accepted?.claims).not.toHaveProperty('roles');
  });

  test('who acts for them is named as that issuer knows them, never as another one does', async () => {
    const act = { iss: other.url, sub: 'robot', act: { iss: 'https://third.example', sub: 'x' } };
    expect((await accept({ act }))?.claims.act).toEqual({
      sub: `${other.url}|robot`,
      act: { sub: `${other.url}|https://third.example|x` },
    });
  });

  test.each([
    [{ exp: -4 }, true],
    [{ exp: -5 }, false],
    [{ nbf: 5 }, true],
    [{ nbf: 6 }, false],
  ])('clocks may differ by as much as at the guard: %j', async (times, good) => {
    onTestFinished(issuer.clock.standStill());
    const entries = Object.entries(times).map(([name, offset]) => [name, seconds() + offset]);
    expect((await accept(Object.fromEntries(entries))) !== null).toBe(good);
  });

  test.each(['ES256', 'RS512', 'PS384'])('%s is accepted', async (alg) => {
    other.keys.unshift(await makeKey(alg, alg));
    onTestFinished(() => void other.keys.shift());
    issuer.clock.advance(6);
    expect(await accept({})).not.toBeNull();
  });

  test('an RSA signature without its leading zero byte is none (RFC 8017, section 8.1.2)', async () => {
    other.keys.unshift(await makeKey('PS256', 'PS256'));
    onTestFinished(() => void other.keys.shift());
    issuer.clock.advance(6);
    await accept({});
    for (let count = 0; ; count++) {
      const token = await sign({ sub: 'user-1', aud: 'api://orders', count });
      const signature = Buffer.from(token.split('.')[2]!, 'base64url');
      // One in 256 begins with one.
      if (signature[0] !== 0) continue;
      expect(await acceptForeignToken(token, orders, context)).not.toBeNull();
      const cut = `${token.slice(0, token.lastIndexOf('.'))}.${signature.subarray(1).toString('base64url')}`;
      expect(await acceptForeignToken(cut, orders, context)).toBeNull();
      break;
    }
  });

  test('a token with more characters than the guard reads is not good', async () => {
    expect(await accept({ filler: 'x'.repeat(20_000) })).toBeNull();
  });
});

test.each(['a\0b', 5, { a: 1 }, null])('what is no text names no issuer: %j', async (iss) => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = `${part({ alg: 'ES256' })}.${part({ iss })}.x`;
  expect(await acceptForeignToken(token, orders, context)).toBeNull();
});

describe('an issuer whose keys cannot be had says nothing of its tokens:', () => {
  const unavailable = { code: 'temporarily_unavailable' };

  async function ask(metadata: (url: string) => object, jwks?: string) {
    const away = await startIssuer();
    onTestFinished(() => away.close());
    const document = { issuer: away.url, jwks_uri: `${away.url}/jwks`, ...metadata(away.url) };
    away.bodies.set('/.well-known/openid-configuration', JSON.stringify(document));
    if (jwks !== undefined) away.bodies.set('/jwks', jwks);
    await trust({ issuer: away.url, audience: orders, map: { sub: 'sub' } });
    return acceptForeignToken(await away.token({ aud: orders }), orders, context);
  }

  test.each(['{"keys": 5}', 'Bad gateway', 'null', JSON.stringify({ keys: Array(101).fill({}) })])(
    'its keys are none: %.20s',
    (jwks) => expect(ask(() => ({}), jwks)).rejects.toMatchObject(unavailable),
  );

  test.each([
    ['not found', (url: string) => ({ jwks_uri: `${url}/nowhere` })],
    ['out of reach', () => ({ jwks_uri: 'http://127.0.0.1:1/jwks' })],
    ['at no address', () => ({ jwks_uri: 'jwks' })],
    ["another's", () => ({ issuer: 'https://evil.example' })],
  ])('they are %s', (_what, metadata) => expect(ask(metadata)).rejects.toMatchObject(unavailable));

  test('they lack the one that the token names, which is another thing', async () => {
    await trust({ issuer: other.url, audience: orders, map: { sub: 'sub' } });
    const token = await other.token({ aud: orders }, { kid: 'unknown' });
    expect(await acceptForeignToken(token, orders, context)).toBeNull();
  });

  describe('its server misbehaves:', () => {
    let hostile: HostileServer;
    beforeAll(async () => {
      hostile = await startHostileServer();
    });
    afterAll(() => hostile.close());

    const fast = misbehaviours.filter((path) => !/silent|drip/.test(path));
    test.each(fast)('%s', async (path) => {
      hostile.documents.set('/.well-known/openid-configuration', {
        issuer: hostile.url,
        jwks_uri: hostile.url + path,
      });
      const before = hostile.sent();
      const keys = createRemoteKeys(issuer.context)(hostile.url);
      await expect(keys.current()).rejects.toMatchObject(unavailable);
      expect(hostile.sent() - before).toBeLessThan(16 * 1024 * 1024);
      expect(hostile.asked).not.toContain('/good');
    });
  });

  test('known keys serve for an hour after it went away, and no longer', async () => {
    const away = await startIssuer(seconds);
    onTestFinished(() => away.close());
    await trust({ issuer: away.url, audience: orders, map: { sub: 'sub' } });
    const accept = async () =>
      acceptForeignToken(await away.token({ aud: orders }), orders, context);
    expect(await accept()).not.toBeNull();
    away.status = 500;
    issuer.clock.advance(59 * 60);
    expect(await accept()).not.toBeNull();
    issuer.clock.advance(60);
    await expect(accept()).rejects.toMatchObject(unavailable);
  });
});
