import { authorizeAs, verifier } from '../../testing/code-flow.ts';
import { basic } from '../../testing/issuer.ts';
import { createVisitor, csrfOf, type Visitor } from '../../testing/visitor.ts';
import type { Person } from './people.ts';
import { shopApiSecret } from './system.ts';

export interface Tokens {
  access_token: string;
  refresh_token: string;
  id_token: string;
}

/** Tokens of the example's command line, which a person signed in with. */
export async function signInToCli(issuer: string, person: Person): Promise<Tokens> {
  const codeVerifier = verifier();
  const redirectUri = 'http://127.0.0.1/callback';
  const back = await authorizeAs(
    createVisitor(),
    {
      issuer,
      clientId: 'shop-cli',
      redirectUri,
      scope: 'openid offline_access',
      codeVerifier,
    },
    person,
  );
  return askForTokens(issuer, {
    grant_type: 'authorization_code',
    client_id: 'shop-cli',
    code: back.searchParams.get('code')!,
    redirect_uri: redirectUri,
    code_verifier: codeVerifier,
  });
}

/** The API server's own token. */
export const clientToken = async (issuer: string): Promise<string> => {
  const authorization = basic('shop-api', shopApiSecret);
  const form = { grant_type: 'client_credentials' };
  return (await askForTokens(issuer, form, { authorization })).access_token;
};

/** Of the example's operations script, for the admin API. */
export const operationsToken = async (issuer: string): Promise<string> => {
  const authorization = basic('shop-ops', 'dev-secret-of-the-operations-script-01');
  const form = { grant_type: 'client_credentials' };
  return (await askForTokens(issuer, form, { authorization })).access_token;
};

/** @throws Error with the answer, where it is none with tokens */
export async function askForTokens(
  issuer: string,
  form: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Tokens> {
  const body = new URLSearchParams(form);
  const answer = await fetch(`${issuer}/token`, { method: 'POST', headers, body });
  if (!answer.ok) throw new Error(`/token answered ${await answer.text()}`);
  return (await answer.json()) as Tokens;
}

/** `RFC 7009`, as the command line would. */
export async function revokeToken(issuer: string, token: string): Promise<void> {
  const body = new URLSearchParams({ client_id: 'shop-cli', token });
  const answer = await fetch(`${issuer}/revoke`, { method: 'POST', body });
  if (!answer.ok) throw new Error(`/revoke answered ${answer.status}`);
}

/** Signs in at the shop as a page does, without one. @returns the `Cookie` of the session. */
export async function signInToShop(
  shop: string,
  { email, password }: Person,
  visitor: Visitor = createVisitor(),
): Promise<string> {
  const asked = await fetch(`${shop}/auth/login`, samePagePost(shop));
  const { location } = (await asked.json()) as { location: string };
  const [transaction] = asked.headers.getSetCookie();
  const form = (await visitor.get(location)).next!;
  const answer = await visitor.post(form, {
    csrf: csrfOf(await visitor.get(form)),
    email,
    password,
  });
  const callback = (await visitor.get(answer.next!)).next!;
  const back = await fetch(callback, {
    redirect: 'manual',
    headers: { cookie: pairOf(transaction!) },
  });
  const session = back.headers
    .getSetCookie()
    .find((line) => line.startsWith('__Host-Http-sp_session='));
  if (!session) throw new Error(`The callback led to ${back.headers.get('location')}.`);
  return pairOf(session);
}

/** Ends the session that this cookie is. */
export async function signOutOfShop(shop: string, cookie: string): Promise<void> {
  const answer = await fetch(`${shop}/auth/logout`, samePagePost(shop, { cookie }));
  if (!answer.ok) throw new Error(`/auth/logout answered ${answer.status}`);
}

const pairOf = (setCookie: string): string => setCookie.split(';', 1)[0]!;

const samePagePost = (origin: string, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { origin, 'content-type': 'application/json', ...headers },
  body: '{}',
});
