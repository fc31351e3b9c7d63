import { formatBasic } from '@sallyport/protocol/basic-credentials.ts';
import { authorizeAs, authorizeUrl, verifier } from '../../../testing/code-flow.ts';
import { CookieJar } from '../../../testing/cookie-jar.ts';
import { createVisitor, csrfOf, type Visit, type Visitor } from '../../../testing/visitor.ts';
import { person, webClient } from './sallyport.ts';

/** Signs a person in through the token handler. @returns the header `Cookie` of the session. */
export async function signInAtGateway(gateway: string): Promise<string> {
  const jar = new CookieJar();
  const send = async (url: string, init: RequestInit = {}): Promise<Response> => {
    const cookie = jar.header(new URL(url));
    const headers = { ...init.headers, ...(cookie && { cookie }) };
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    jar.store(new URL(url), response.headers.getSetCookie());
    return response;
  };
  const begun = await send(`${gateway}/auth/login`, {
    method: 'POST',
    headers: { origin: gateway, 'content-type': 'application/json' },
    body: '{}',
  });
  let { location } = (await begun.json()) as { location: string };
  for (let steps = 0; steps < 10; steps++) {
    const response = await send(location);
    const next = response.headers.get('location');
    if (next !== null) {
      location = new URL(next, location).href;
      continue;
    }
    const csrf = /name="csrf" value="([^"]*)"/.exec(await response.text())?.[1];
    if (csrf === undefined) break;
    const signedIn = await send(location, {
      method: 'POST',
      body: new URLSearchParams({ csrf, ...person }),
    });
    location = new URL(signedIn.headers.get('location')!, location).href;
  }
  const cookie = jar.header(new URL(gateway));
  if (!cookie?.includes('session')) throw new Error('The gateway set no session cookie.');
  return cookie;
}

export const webAuthorization = formatBasic(webClient);

/** Codes for the bench's person, who signed in once: each is a whole authorization request. */
export async function codesFor(issuer: string) {
  const visitor = createVisitor();
  return async (scope: string): Promise<{ code: string; codeVerifier: string }> => {
    const codeVerifier = verifier();
    const { id: clientId, redirectUri } = webClient;
    const request = { issuer, clientId, redirectUri, codeVerifier, scope };
    const back = await authorizeAs(visitor, request, person);
    return { code: back.searchParams.get('code')!, codeVerifier };
  };
}

/** @returns the page at which the bench's person types their password. */
export async function beginSignIn(issuer: string, visitor: Visitor): Promise<Visit> {
  const { id: clientId, redirectUri } = webClient;
  const request = { issuer, clientId, redirectUri, codeVerifier: verifier() };
  const { next } = await visitor.get(authorizeUrl(request));
  return visitor.get(next!);
}

export async function typePassword(page: Visit, visitor: Visitor): Promise<void> {
  const { status } = await visitor.post(page.url, { csrf: csrfOf(page), ...person });
  if (status !== 303) throw new Error(`Sign-in answered ${status}.`);
}

export interface UserTokens {
  access_token: string;
  refresh_token: string;
}

/** Tokens of the bench's person. */
export const fetchUserTokens = async (issuer: string, scope: string): Promise<UserTokens> =>
  (await userTokensFor(issuer))(scope);

/** Tokens of the bench's person, who signs in once: each time of a grant of its own. */
export async function userTokensFor(issuer: string) {
  const nextCode = await codesFor(issuer);
  return async (scope: string): Promise<UserTokens> => {
    const { code, codeVerifier } = await nextCode(scope);
    const response = await fetch(`${issuer}/token`, {
      method: 'POST',
      headers: { authorization: webAuthorization },
      body: codeForm(code, codeVerifier),
    });
    if (!response.ok) throw new Error(`/token answered ${response.status}`);
    return (await response.json()) as UserTokens;
  };
}

export const codeForm = (code: string, codeVerifier: string): URLSearchParams =>
  new URLSearchParams({
    grant_type: 'authorization_code',
    code,
    redirect_uri: webClient.redirectUri,
    code_verifier: codeVerifier,
  });
