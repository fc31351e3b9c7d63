import type { TokenKind } from '@sallyport/protocol/token-format.ts';
import { authorizeAs, authorizeUrl, verifier } from '../../../../testing/code-flow.ts';
import { basic, type TestIssuer } from '../../../../testing/issuer.ts';
import { alice, nativeRedirect, orders, secret, webRedirect } from '../../../../testing/shop.ts';
import type { Tokens } from '../../../../testing/sign-in.ts';
import { createVisitor, csrfOf, type Visitor } from '../../../../testing/visitor.ts';
import { deviceCodeGrant } from '../clients/grant-types.ts';
import { mintOpaqueToken } from '../tokens/opaque-token.ts';

/** An administrator. */
export const root = { email: 'root@example.com', password: 'correct horse root!' };
export const bob = { email: 'bob@example.com', password: 'correct horse bob!' };
/** The header of the shop's application. */
export const web = basic('shop-web', secret('shop-web'));
/** An application of a third party. */
export const partner = {
  ...{ id: 'partner', name: 'Partner', type: 'web', party: 'third' },
  ...{ secret: secret('partner'), redirect_uris: ['https://partner.example/callback'] },
  ...{ grants: ['authorization_code', deviceCodeGrant], scopes: ['openid'], apis: [orders] },
};
const redirectUris: Readonly<Record<string, string>> = {
  ...{ 'shop-web': webRedirect, 'shop-cli': nativeRedirect },
  partner: partner.redirect_uris[0]!,
};
const json = { 'content-type': 'application/json' };

export type Requests = ReturnType<typeof createRequests>;

/** How the steps of the flows ask an issuer. */
export function createRequests(issuer: TestIssuer) {
  const { url, internalUrl } = issuer;
  const browser = createVisitor();
  /** Of the first step. */
  const held = {} as { tokens: Tokens; admin: Tokens };
  let people = 0;

  /** A request of the shop, in which people sign in. */
  const shopUrl = (extra: Record<string, string> = {}) =>
    authorizeUrl({
      ...{ issuer: url, clientId: 'shop-web', redirectUri: webRedirect },
      ...{ codeVerifier: verifier(), extra },
    });
  async function send(
    target: string,
    status: number,
    { authorization, origin, fields, body, headers, method = 'POST' }: Call,
  ) {
    const answer = await fetch(target, {
      method,
      headers: {
        ...(authorization && { authorization }),
        ...(origin && { origin }),
        ...(body && json),
        ...headers,
      },
      body: fields ? new URLSearchParams(fields) : body ? JSON.stringify(body) : null,
    });
    const text = await answer.text();
    if (answer.status !== status) {
      throw new Error(`${method} ${target} answered ${answer.status}: ${text}`);
    }
    return text.startsWith('{') ? JSON.parse(text) : text;
  }
  const token = (status: number, authorization: string, fields: Record<string, string>) =>
    send(`${url}/token`, status, { fields, ...(authorization && { authorization }) });
  const inside = (path: string, body: object, status = 200) =>
    send(`${internalUrl}/internal/${path}`, status, {
      body,
      authorization: issuer.gatewayAuthorization,
    });
  const administrate = (
    method: string,
    path: string,
    status: number,
    body?: object,
    headers: Record<string, string> = {},
  ) =>
    send(`${url}/admin/v1${path}`, status, {
      ...{ method, authorization: `Bearer ${held.admin.access_token}` },
      ...(body && { body }),
      headers,
    });
  async function code(visitor: Visitor, clientId: string, scope: string) {
    const codeVerifier = verifier();
    const redirectUri = redirectUris[clientId]!;
    const request = { issuer: url, clientId, redirectUri, codeVerifier, scope };
    let back = await authorizeAs(visitor, request, alice);
    if (back.pathname.startsWith('/consent/')) {
      const shown = await visitor.get(back.href);
      const asked = /name="asked" value="([^"]+)"/.exec(shown.text)?.[1] ?? '';
      const answer = { csrf: csrfOf(shown), asked, answer: 'given' };
      const { next } = await visitor.post(back.href, answer);
      back = new URL((await visitor.get(next!)).next!);
    }
    return {
      grant_type: 'authorization_code',
      ...(clientId === 'shop-cli' && { client_id: clientId }),
      code: back.searchParams.get('code')!,
      redirect_uri: redirectUri,
      code_verifier: codeVerifier,
    };
  }
  const unknown = (kind: TokenKind) => mintOpaqueToken(kind, issuer.context.random).token;
  const newAddress = () => `person${++people}@example.com`;
  async function newUser(): Promise<string> {
    const user = { email: newAddress(), name: 'Person' };
    const made = await administrate('POST', '/users', 201, user);
    return made.id;
  }

  return {
    ...{ issuer, url, internalUrl, browser, held, shopUrl },
    ...{ send, token, inside, administrate, code, unknown, newAddress, newUser },
  };
}

interface Call {
  method?: string;
  authorization?: string;
  origin?: string;
  fields?: Record<string, string>;
  body?: object;
  headers?: Record<string, string>;
}
