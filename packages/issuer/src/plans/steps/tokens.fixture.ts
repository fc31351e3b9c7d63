import { basic } from '../../../../../testing/issuer.ts';
import { alice, orders, reports, secret } from '../../../../../testing/shop.ts';
import { signInToShop } from '../../../../../testing/sign-in.ts';
import { createVisitor } from '../../../../../testing/visitor.ts';
import { tokenExchangeGrant } from '../../clients/grant-types.ts';
import { type Requests, web } from '../requests.fixture.ts';

const api = basic('shop-api', secret('shop-api'));
const service = basic('orders-service', secret('orders-service'));

/** What applications, services and gateways ask for. */
export function tokenSteps(requests: Requests) {
  const { url, internalUrl, browser, held, send, token, inside, code, unknown } = requests;
  let links = 0;

  const refresh = (refresh_token: string, more = {}) => ({
    grant_type: 'refresh_token',
    refresh_token,
    ...more,
  });
  const clientToken = async () =>
    (await token(200, service, { grant_type: 'client_credentials' })).access_token as string;
  async function newLink(uses = 1) {
    const body = {
      url: `https://shop.example/landing/${++links}`,
      api: orders,
      permissions: ['orders:read'],
      authorization_details: [{ type: 'order', identifier: '42', actions: ['read'] }],
      uses,
    };
    const made = await send(`${url}/links`, 201, { authorization: api, body });
    const action = new URLSearchParams(new URL(made.url).hash.slice(1)).get('action_token')!;
    return { id: made.id as string, action };
  }
  const redeem = (action_token: string, status: number, retry?: string) =>
    send(`${url}/links/redeem`, status, {
      ...{ origin: 'https://shop.example' },
      body: { action_token, ...(retry && { retry_key: retry }) },
    });
  async function linkToken(): Promise<string> {
    return (await redeem((await newLink()).action, 200)).access_token;
  }
  const introspect = (value: string, accept = 'application/json') =>
    fetch(`${url}/introspect`, {
      method: 'POST',
      headers: { authorization: service, accept },
      body: new URLSearchParams({ token: value }),
    }).then((answer) => answer.text());

  const evaluate = (type: string, id: string, organization?: string) =>
    send(`${url}/access/v1/evaluation`, 200, {
      authorization: service,
      body: {
        subject: { type, id },
        ...{ action: { name: 'read' }, resource: { type: 'order', id: '42' } },
        context: { organization },
      },
    });

  return {
    'evaluations of access': async () => {
      await evaluate('user', (await requests.newUser()) as string);
      await evaluate('client', 'shop-api');
    },
    'a token for an organization': async () => {
      const { administrate } = requests;
      const { items } = await administrate('GET', `/users?email=${alice.email}`, 200);
      for (const key of ['of-tokens', 'of-others']) {
        await administrate('POST', '/organizations', 201, { key, name: 'X' });
        await administrate('PUT', `/organizations/${key}/members/${items[0].id}`, 204);
      }
      const extra = { organization: 'of-tokens' };
      const asked = { scope: 'openid organization', extra };
      const { refresh_token, access_token } = await signInToShop(url, asked);
      await inside('swap', { leased: true, swaps: [{ token: access_token, audience: orders }] });
      await introspect(access_token);
      await token(200, web, refresh(refresh_token, { organization: 'of-others' }));
      await token(400, web, refresh(refresh_token, { organization: 'none' }));
      const of = { user: alice.email, client: 'shop-web', organization: 'of-tokens' };
      await administrate('POST', '/explain', 200, { ...of, api: orders });
      await evaluate('user', items[0].id, 'of-tokens');
      await evaluate('user', items[0].id, crypto.randomUUID());
      for (const key of ['of-tokens', 'of-others']) {
        await administrate('DELETE', `/organizations/${key}`, 204);
      }
    },
    'a code that comes twice': async () => {
      const fields = await code(browser, 'shop-web', 'openid');
      await token(200, web, fields);
      await token(400, web, fields);
      await token(400, web, { ...fields, code: unknown('code') });
    },
    'a code that a gateway redeems twice': async () => {
      const fields = await code(browser, 'shop-web', 'openid');
      const call = { authorization: web, fields };
      await send(`${internalUrl}/token`, 200, call);
      await send(`${internalUrl}/token`, 200, call);
    },
    'a session of an application': async () => {
      const visitor = createVisitor();
      const { access_token, refresh_token } = await signInToShop(url, { browser: visitor });
      await inside('session', { access_token });
      await inside('sign-out', { client_id: 'shop-web', access_token, refresh_token }, 204);
      await inside('sign-out', { client_id: 'shop-web', access_token }, 204);
    },
    'refresh, kept': async () => {
      await token(200, web, refresh(held.tokens.refresh_token));
      await token(400, web, refresh(held.tokens.refresh_token, { scope: 'openid offline_access' }));
      await token(400, web, refresh(unknown('refresh')));
    },
    'refresh, rotated': async () => {
      const fields = await code(browser, 'shop-cli', 'openid');
      const first = (await token(200, '', fields)).refresh_token;
      const next = refresh(first, { client_id: 'shop-cli' });
      const second = (await token(200, '', next)).refresh_token;
      // A lost answer, and a replay.
      await token(200, '', next);
      await token(200, '', refresh(second, { client_id: 'shop-cli' }));
      await token(400, '', next);
      await token(400, '', next);
      await token(400, '', refresh(unknown('refresh'), { client_id: 'shop-cli' }));
    },
    'client credentials': clientToken,
    introspection: async () => {
      for (const each of [held.tokens.access_token, await clientToken(), await linkToken()]) {
        await introspect(each);
        await introspect(each, 'application/jwt');
      }
      await introspect(held.tokens.refresh_token);
    },
    userinfo: () =>
      send(`${url}/userinfo`, 200, {
        ...{ method: 'GET', authorization: `Bearer ${held.tokens.access_token}` },
      }),
    links: async () => {
      const { id, action } = await newLink(2);
      await send(`${url}/links/${id}`, 200, { method: 'GET', authorization: api });
      await redeem(action, 200, 'a-key-to-try-again-with');
      await redeem(action, 200, 'a-key-to-try-again-with');
      await redeem(action, 200);
      await redeem(action, 400);
      await redeem(unknown('action'), 400);
      const headers = {
        origin: 'https://unknown.example',
        'access-control-request-method': 'POST',
      };
      await fetch(`${url}/links/redeem`, { method: 'OPTIONS', headers });
      await send(`${url}/links/${id}`, 204, { method: 'DELETE', authorization: api });
      await send(`${url}/links/${id}`, 204, { method: 'DELETE', authorization: api });
    },
    swap: async () => {
      for (const each of [held.tokens.access_token, await clientToken(), await linkToken()]) {
        const swaps = [orders, reports].map((audience) => ({ token: each, audience }));
        await inside('swap', { leased: true, swaps });
        await inside('swap', { leased: false, swaps: swaps.slice(1) });
      }
    },
    'token exchange': async () => {
      for (const each of [held.tokens.access_token, await clientToken()]) {
        const swaps = [{ token: each, audience: orders }];
        const { results } = await inside('swap', { leased: true, swaps });
        await token(200, service, {
          grant_type: tokenExchangeGrant,
          subject_token: results[0].jwt,
          subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
          audience: reports,
        });
      }
    },
    revoke: async () => {
      const fields = await code(browser, 'shop-web', 'openid offline_access');
      const made = await token(200, web, fields);
      const { access_token, refresh_token } = made;
      for (const each of [access_token, refresh_token, refresh_token, unknown('refresh')]) {
        await send(`${url}/revoke`, 200, { authorization: web, fields: { token: each } });
      }
    },
    'a gateway comes and goes': async () => {
      const { member, epoch, pos } = await inside('members', { version: 1, name: 'one' });
      await inside('lease', { member, epoch, acked: pos });
      await inside('changes', { after: { epoch, pos: Math.max(0, pos - 1) }, wait_ms: 0 });
      await inside('routes', {});
      await inside('leave', { member }, 204);
    },
  };
}
