import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type HostileServer,
  misbehaviours,
  startHostileServer,
  timeoutFor,
} from '../../../testing/hostile-server.ts';
import {
  audience,
  close,
  listen,
  makeKey,
  startIssuer,
  type TestIssuer,
} from './issuer.fixture.ts';
import { createIssuerKeys } from './key-set.ts';
import { createVerifier, type Verify } from './verify.ts';

const second = 1_000;
const minute = 60 * second;

let issuer: TestIssuer;
let verify: Verify;
let now: number;

beforeEach(async () => {
  now = Date.now();
  issuer = await startIssuer(() => Math.floor(now / 1000));
  verify = createVerifier({ issuer: issuer.url, audience, now: () => now });
});
afterEach(() => issuer.close());

const unavailable = { code: 'keys_unavailable', status: 503, retryAfter: 5 };

describe('keys', () => {
  test('are fetched once for many tokens at the same time', async () => {
    const tokens = await Promise.all(Array.from({ length: 20 }, () => issuer.token()));
    await Promise.all(tokens.map(verify));
    expect(issuer.fetches).toBe(1);
  });

  test('that are new are found at the first token that names one', async () => {
    await verify(await issuer.token());
    now += 6 * second;
    issuer.keys = [await makeKey('second'), ...issuer.keys];
    expect(await verify(await issuer.token())).toMatchObject({ subject: 'user-1' });
    expect(issuer.fetches).toBe(2);
  });

  test('that do not exist cannot set off a storm of fetches', async () => {
    await verify(await issuer.token());
    now += 6 * second;
    for (let index = 0; index < 10; index++) {
      const token = await issuer.token({}, { kid: `invented-${index}` });
      await expect(verify(token)).rejects.toMatchObject({ code: 'token_key_unknown' });
    }
    expect(issuer.fetches).toBe(2);
  });

  test('that are pulled count no more after five minutes, not even for a token seen before', async () => {
    const token = await issuer.token({ exp: Math.floor(now / 1000) + 3600 });
    await verify(token);
    issuer.keys = [await makeKey('second')];
    now += 5 * minute;
    await expect(verify(token)).rejects.toMatchObject({ code: 'token_key_unknown' });
  });

  test('are fetched again before they are too old, while requests go on', async () => {
    const token = await issuer.token({ exp: Math.floor(now / 1000) + 3600 });
    await verify(token);
    now += 4 * minute;
    expect(await verify(token)).toMatchObject({ subject: 'user-1' });
    await expect.poll(() => issuer.fetches).toBe(2);
  });
});

describe('while the issuer is away', () => {
  test('known keys serve for an hour and no longer', async () => {
    await verify(await issuer.token());
    issuer.status = 500;
    now += 59 * minute;
    expect(await verify(await issuer.token())).toMatchObject({ subject: 'user-1' });
    now += minute;
    await expect(verify(await issuer.token())).rejects.toMatchObject(unavailable);
  });

  test('a token with an unknown key is not called invalid', async () => {
    await verify(await issuer.token());
    issuer.status = 500;
    now += 6 * second;
    const token = await issuer.token({}, { kid: 'maybe-new' });
    await expect(verify(token)).rejects.toMatchObject(unavailable);
  });

  test('it is asked again after five seconds, and answers count', async () => {
    issuer.status = 500;
    await expect(verify(await issuer.token())).rejects.toMatchObject(unavailable);
    issuer.status = 200;
    await expect(verify(await issuer.token())).rejects.toMatchObject(unavailable);
    expect(issuer.fetches).toBe(0);
    now += 5 * second;
    expect(await verify(await issuer.token())).toMatchObject({ subject: 'user-1' });
  });

  test('a warning tells the operator why', async () => {
    await issuer.close();
    const warned = once(process, 'warning');
    await expect(verify(await issuer.token())).rejects.toMatchObject(unavailable);
    const [warning] = await warned;
    expect(warning.name).toBe('SallyportGuard');
    expect(warning.message).toContain(issuer.url);
    expect(warning.detail).toContain('ECONNREFUSED');
  });
});

describe('an issuer that accepts and stays silent', () => {
  let silent: Server;
  let url: string;
  let requests: number;
  let onRequest: (request: IncomingMessage) => void;

  beforeEach(async () => {
    requests = 0;
    silent = createServer((request) => {
      requests += 1;
      onRequest(request);
    });
    url = await listen(silent);
  });
  afterEach(() => close(silent));

  test('is given one deadline for everything that is asked of it', async () => {
    onRequest = () => {};
    const options = { issuer: url, jwksUri: undefined, now: () => now, timeout: second };
    const keys = createIssuerKeys(options);
    await expect(keys.current()).rejects.toMatchObject(unavailable);
    expect(requests).toBe(1);
  });

  test('is left alone for five seconds after the attempt, however long that took', async () => {
    onRequest = (request) => {
      now += 5 * second;
      request.socket.destroy();
    };
    const verifyThere = createVerifier({ issuer: url, audience, now: () => now });
    await expect(verifyThere(await issuer.token())).rejects.toMatchObject(unavailable);
    const asked = requests;
    now += 4 * second;
    await expect(verifyThere(await issuer.token())).rejects.toMatchObject(unavailable);
    expect(requests).toBe(asked);
    now += second;
    await expect(verifyThere(await issuer.token())).rejects.toMatchObject(unavailable);
    expect(requests).toBeGreaterThan(asked);
  });
});

describe('a verified token', () => {
  test('is not verified again, and ends when it ends', async () => {
    const token = await issuer.token();
    const principal = await verify(token);
    now += 59 * second;
    expect(await verify(token)).toBe(principal);
    now += 7 * second;
    await expect(verify(token)).rejects.toMatchObject({ code: 'token_expired' });
  });
});

describe('the metadata', () => {
  test('may be that of RFC 8414, with the path behind the well-known part', async () => {
    const tenant = `${issuer.url}/tenant`;
    issuer.bodies.set(
      '/.well-known/oauth-authorization-server/tenant',
      JSON.stringify({ issuer: tenant, jwks_uri: `${issuer.url}/jwks` }),
    );
    const verifyTenant = createVerifier({ issuer: tenant, audience });
    expect(await verifyTenant(await issuer.token({ iss: tenant }))).toBeDefined();
  });

  test('of another issuer is not believed', async () => {
    issuer.bodies.set(
      '/.well-known/openid-configuration',
      JSON.stringify({ issuer: 'https://evil.example', jwks_uri: `${issuer.url}/jwks` }),
    );
    await expect(verify(await issuer.token())).rejects.toMatchObject(unavailable);
    expect(issuer.fetches).toBe(0);
  });

  test('is not needed where the keys are known', async () => {
    issuer.bodies.set('/.well-known/openid-configuration', 'not JSON');
    const direct = createVerifier({ issuer: issuer.url, audience, jwksUri: `${issuer.url}/jwks` });
    expect(await direct(await issuer.token())).toMatchObject({ subject: 'user-1' });
  });
});

test.each([
  ['no JSON', '<html></html>'],
  ['no key set', '{"keys":"none"}'],
  ['null', 'null'],
  ['of too many keys', JSON.stringify({ keys: Array(101).fill({}) })],
])('a key set that is %s is no key set', async (_what, body) => {
  issuer.bodies.set('/jwks', body);
  await expect(verify(await issuer.token())).rejects.toMatchObject(unavailable);
});

test.each([
  ['a point that is on no curve', { x: 'A'.repeat(43), y: 'A'.repeat(43) }],
  ['a private key', { d: 'A'.repeat(43), x: 'A'.repeat(43) }],
])('a key that is %s makes its own tokens invalid, and no others', async (_what, changes) => {
  const broken = await makeKey('broken');
  const good = await makeKey('good');
  issuer.keys = [{ ...broken, publicJwk: { ...broken.publicJwk, ...changes } }, good];
  await expect(verify(await issuer.token())).rejects.toMatchObject({ code: 'token_key_unknown' });
  issuer.keys.reverse();
  expect(await verify(await issuer.token())).toMatchObject({ subject: 'user-1' });
});

describe('a server that misbehaves', () => {
  let hostile: HostileServer;
  beforeEach(async () => {
    hostile = await startHostileServer();
  });
  afterEach(() => hostile.close());

  test.each(misbehaviours)('gives no keys and costs little: %s', async (path) => {
    const keys = createIssuerKeys({
      issuer: hostile.url,
      jwksUri: hostile.url + path,
      now: () => now,
      timeout: timeoutFor(path),
    });
    await expect(keys.current()).rejects.toMatchObject(unavailable);
    expect(hostile.asked).toEqual([path]);
    expect(hostile.sent()).toBeLessThan(16 * 1024 * 1024);
  });
});
