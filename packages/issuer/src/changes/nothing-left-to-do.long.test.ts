import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authorizeAs, authorizeUrl, verifier } from '../../../../testing/code-flow.ts';
import { basic, startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import {
  alice,
  nativeRedirect,
  orders,
  secret,
  shop,
  webRedirect,
} from '../../../../testing/shop.ts';
import { signInToShop } from '../../../../testing/sign-in.ts';
import { joinSilently } from '../../../../testing/silent-gateway.ts';
import { createVisitor, csrfOf } from '../../../../testing/visitor.ts';
import { adminAudience } from '../directory/built-in.ts';

/** Longer than this test waits for anything: what returns has not run out of time. */
const leaseMs = 60_000;

let issuer: TestIssuer;
/** An access token for the admin API. */
let admin: string;
beforeAll(async () => {
  const administrator = { ...root, name: 'Root', roles: ['administrator'] };
  issuer = await startTestIssuer({ ...shop, users: [...shop.users, administrator] }, { leaseMs });
  await issuer.context.sql`
    update clients set apis = apis || ${[adminAudience(issuer.url)]}::text[] where id = 'shop-web'`;
  admin = (await signInToShop(issuer.url, { person: root })).access_token;
});
afterAll(() => issuer.close());

const web = basic('shop-web', secret('shop-web'));
const root = { email: 'root@example.com', password: 'correct horse root!' };
const bob = { email: 'bob@example.com', password: 'correct horse bob!' };

const post = (path: string, fields: Record<string, string>, authorization?: string) =>
  fetch(issuer.url + path, {
    method: 'POST',
    headers: authorization === undefined ? {} : { authorization },
    body: new URLSearchParams(fields),
  });

const native = async () => {
  const codeVerifier = verifier();
  const client = {
    clientId: 'shop-cli',
    redirectUri: nativeRedirect,
    scope: 'openid offline_access',
  };
  const back = await authorizeAs(
    createVisitor(),
    { issuer: issuer.url, ...client, codeVerifier },
    alice,
  );
  const answer = await post('/token', {
    grant_type: 'authorization_code',
    client_id: 'shop-cli',
    code: back.searchParams.get('code')!,
    redirect_uri: nativeRedirect,
    code_verifier: codeVerifier,
  });
  return (await answer.json()) as { refresh_token: string };
};

const refreshNative = (refresh_token: string) =>
  post('/token', { grant_type: 'refresh_token', client_id: 'shop-cli', refresh_token });

async function administrate(method: string, path: string, body?: object) {
  const answer = await fetch(`${issuer.url}/admin/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/json' },
    body: body ? JSON.stringify(body) : null,
  });
  const text = await answer.text();
  return text === '' ? {} : JSON.parse(text);
}

let people = 0;
const newPerson = async (): Promise<string> => {
  const email = `person${++people}@example.com`;
  return (await administrate('POST', '/users', { email, name: 'Person' })).id;
};

/** Something is taken away by calling what this returns; calling it again finds nothing left. */
const takeAways: Record<string, () => Promise<() => Promise<unknown>>> = {
  'a logout': async () => {
    const browser = createVisitor();
    const { id_token } = await signInToShop(issuer.url, { browser });
    return () =>
      browser.get(`${issuer.url}/logout?${new URLSearchParams({ id_token_hint: id_token })}`);
  },
  'a logout that the person confirms': async () => {
    const browser = createVisitor();
    await signInToShop(issuer.url, { browser });
    const csrf = csrfOf(await browser.get(`${issuer.url}/logout`));
    return () => browser.post(`${issuer.url}/logout`, { csrf, confirmed: 'yes' });
  },
  'a role taken by an administrator': async () => {
    const id = await newPerson();
    await administrate('PUT', `/users/${id}/roles/support`, {});
    return () => administrate('DELETE', `/users/${id}/roles/support`);
  },
  'a group taken by an administrator': async () => {
    const id = await newPerson();
    await administrate('PUT', `/users/${id}/groups/staff`, {});
    return () => administrate('DELETE', `/users/${id}/groups/staff`);
  },
  'a user disabled by an administrator': async () => {
    const id = await newPerson();
    return () => administrate('PATCH', `/users/${id}`, { disabled: true });
  },
  'a user deleted by an administrator': async () => {
    const id = await newPerson();
    return () => administrate('DELETE', `/users/${id}`);
  },
  'a revoked access token': async () => {
    const { access_token } = await signInToShop(issuer.url);
    return () => post('/revoke', { token: access_token }, web);
  },
  'a revoked refresh token': async () => {
    const { refresh_token } = await signInToShop(issuer.url);
    return () => post('/revoke', { token: refresh_token }, web);
  },
  'a replayed code': async () => {
    const codeVerifier = verifier();
    const client = { clientId: 'shop-web', redirectUri: webRedirect };
    const request = { issuer: issuer.url, ...client, codeVerifier };
    const code = (await authorizeAs(createVisitor(), request, alice)).searchParams.get('code')!;
    const fields = { grant_type: 'authorization_code', code, code_verifier: codeVerifier };
    const redeem = () => post('/token', fields, web);
    expect((await redeem()).status).toBe(200);
    return redeem;
  },
  'a replayed refresh token': async () => {
    const { refresh_token } = await native();
    const rotated = (await (await refreshNative(refresh_token)).json()) as {
      refresh_token: string;
    };
    await refreshNative(rotated.refresh_token);
    return () => refreshNative(refresh_token);
  },
  'a revoked link': async () => {
    const authorization = basic('shop-api', secret('shop-api'));
    const answer = await fetch(`${issuer.url}/links`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({
        url: 'https://shop.example/landing',
        api: orders,
        permissions: ['orders:read'],
      }),
    });
    const { id } = (await answer.json()) as { id: string };
    return () =>
      fetch(`${issuer.url}/links/${id}`, { method: 'DELETE', headers: { authorization } });
  },
  'a sign-in over the session of another person': async () => {
    const browser = createVisitor();
    await signInToShop(issuer.url, { browser });
    const client = { clientId: 'shop-web', redirectUri: webRedirect };
    const extra = { prompt: 'login' };
    const url = authorizeUrl({ issuer: issuer.url, ...client, codeVerifier: verifier(), extra });
    const page = (await browser.get(url)).next!;
    const csrf = csrfOf(await browser.get(page));
    return async () => browser.get((await browser.post(page, { csrf, ...bob })).next!);
  },
  'a client disabled by an administrator': async () => {
    return () => administrate('PATCH', '/clients/shop-cli', { disabled: true });
  },
};

describe('the second of two requests waits for the gateways as the first does:', () => {
  test.each(Object.entries(takeAways))('%s', async (_, prepare) => {
    const takeAway = await prepare();
    const gateway = await joinSilently(issuer);
    const first = takeAway();
    await gateway.missesChange();
    let returned = false;
    const second = takeAway().finally(() => {
      returned = true;
    });
    // Longer than an answer takes that waits for nothing, even one that checks a password.
    for (let trips = 0; trips < 100; trips++) await fetch(`${issuer.url}/health/ready`);
    const tooEarly = returned;
    await gateway.catchUp();
    await Promise.all([first, second]);
    expect(tooEarly).toBe(false);
  });
});
