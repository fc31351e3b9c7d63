import { formatBasic } from '@sallyport/protocol/basic-credentials.ts';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Running } from '../services/listen.ts';
import { startAcme } from './provider.ts';

let acme: Running;
const callback = 'http://localhost:9000/federation/acme/callback';
const issuer = 'http://localhost:9100';
const basic = (id: string, secret: string) => ({
  authorization: formatBasic({ id, secret }),
});
const sallyport = basic('sallyport', 'dev-secret-of-sallyport-at-acme-000001');
const robot = basic('acme-robot', 'dev-secret-of-the-robot-at-acme-000001');

beforeAll(async () => {
  const said = [vi.spyOn(console, 'warn'), vi.spyOn(console, 'info')];
  acme = await startAcme({ port: 0, url: issuer, redirectUri: callback });
  for (const spy of said) {
    expect(spy).not.toHaveBeenCalled();
    spy.mockRestore();
  }
});
afterAll(() => acme.close());

async function requestToken(headers: Record<string, string>, form: Record<string, string>) {
  const body = new URLSearchParams(form);
  const response = await fetch(`${acme.url}/token`, { method: 'POST', headers, body });
  return (await response.json()) as { access_token: string; id_token: string; error?: string };
}

test('the metadata says who it is', async () => {
  const response = await fetch(`${acme.url}/.well-known/openid-configuration`);
  expect(await response.json()).toMatchObject({
    issuer,
    scopes_supported: expect.arrayContaining(['openid', 'profile', 'email']),
  });
});

describe('the robot', () => {
  test('gets a JWT for the orders API that its keys verify', async () => {
    const { access_token: token } = await requestToken(robot, {
      grant_type: 'client_credentials',
      resource: 'https://orders.example',
    });
    const keys = createRemoteJWKSet(new URL(`${acme.url}/jwks`));
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience: 'https://orders.example',
      typ: 'at+jwt',
    });
    expect(payload).toMatchObject({ sub: 'acme-robot', roles: ['support'] });
  });

  test('gets none for an API that Acme does not know', async () => {
    const { error } = await requestToken(robot, {
      grant_type: 'client_credentials',
      resource: 'https://elsewhere.example',
    });
    expect(error).toBe('invalid_target');
  });
});

describe('signing in', () => {
  const verifier = 'a-verifier-that-is-long-enough-for-rfc-7636-section-4.1';

  /** A browser without scripts: follows redirects by hand and keeps cookies. */
  function browser() {
    const cookies = new Map<string, string>();
    return async (url: string, form?: Record<string, string>) => {
      const response = await fetch(new URL(url, acme.url), {
        method: form ? 'POST' : 'GET',
        redirect: 'manual',
        headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
        ...(form && { body: new URLSearchParams(form) }),
      });
      for (const cookie of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
        cookies.set(name, value);
      }
      return response;
    };
  }

  async function authorizationUrl(changes: Record<string, string> = {}): Promise<string> {
    const digest = await crypto.subtle.digest('SHA-256', Buffer.from(verifier));
    return `/auth?${new URLSearchParams({
      client_id: 'sallyport',
      response_type: 'code',
      redirect_uri: callback,
      scope: 'openid profile email',
      state: 'state',
      nonce: 'nonce',
      code_challenge: Buffer.from(digest).toString('base64url'),
      code_challenge_method: 'S256',
      ...changes,
    })}`;
  }

  const locationOf = (response: Response) => response.headers.get('location') ?? '';

  /** As far as the page with the accounts. */
  async function choosing(visit: ReturnType<typeof browser>) {
    const toPage = await visit(await authorizationUrl());
    expect(locationOf(toPage)).toMatch(/^\/interaction\//);
    return { path: locationOf(toPage), page: await visit(locationOf(toPage)) };
  }

  async function follow(visit: ReturnType<typeof browser>, response: Response): Promise<string> {
    const next = locationOf(response);
    return next.startsWith(callback) ? next : follow(visit, await visit(next));
  }

  test('with Carol gives her name and her verified address in the ID token', async () => {
    const visit = browser();
    const { path } = await choosing(visit);
    const back = new URL(await follow(visit, await visit(path, { account: 'acme-1001' })));
    expect(back.searchParams.get('state')).toBe('state');

    const { id_token: idToken } = await requestToken(sallyport, {
      grant_type: 'authorization_code',
      code: back.searchParams.get('code') ?? '',
      redirect_uri: callback,
      code_verifier: verifier,
    });
    const { payload } = await jwtVerify(idToken, createRemoteJWKSet(new URL(`${acme.url}/jwks`)), {
      issuer,
      audience: 'sallyport',
    });
    expect(payload).toMatchObject({
      sub: 'acme-1001',
      name: 'Carol',
      email: 'carol@acme.example',
      email_verified: true,
      nonce: 'nonce',
    });
  });

  test('asks for the account each time', async () => {
    const visit = browser();
    const { path } = await choosing(visit);
    await follow(visit, await visit(path, { account: 'acme-1001' }));
    expect(locationOf(await visit(await authorizationUrl()))).toMatch(/^\/interaction\//);
  });

  test('shows a page without scripts that cannot be framed', async () => {
    const { page } = await choosing(browser());
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    const html = await page.text();
    expect(html).toContain('carol@acme.example');
    expect(html).toContain('dave@acme.example');
    expect(html).not.toMatch(/<script|style=/);
  });

  test('as an unknown account shows the accounts again', async () => {
    const visit = browser();
    const { path } = await choosing(visit);
    expect((await visit(path, { account: 'mallory' })).status).toBe(400);
  });

  test('in another browser says to start again', async () => {
    const { path } = await choosing(browser());
    const response = await browser()(path, { account: 'acme-1001' });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('start again');
  });

  test('without PKCE is refused', async () => {
    const url = await authorizationUrl({ code_challenge: '', code_challenge_method: '' });
    expect(locationOf(await browser()(url))).toContain('error=invalid_request');
  });
});
