import { authorizeAs, verifier } from './code-flow.ts';
import { basic } from './issuer.ts';
import { alice, secret, webRedirect } from './shop.ts';
import { createVisitor, type Visitor } from './visitor.ts';

export interface Tokens {
  access_token: string;
  refresh_token: string;
  id_token: string;
}

interface SignIn {
  browser?: Visitor;
  person?: { email: string; password: string };
  scope?: string;
  /** Further parameters of the authorization request. */
  extra?: Record<string, string>;
}

/** Tokens of the shop's page, for a person who signs in with a password. */
export async function signInToShop(
  issuer: string,
  {
    browser = createVisitor(),
    person = alice,
    scope = 'openid profile email',
    extra = {},
  }: SignIn = {},
): Promise<Tokens> {
  const codeVerifier = verifier();
  const client = { clientId: 'shop-web', redirectUri: webRedirect };
  const back = await authorizeAs(
    browser,
    { issuer, ...client, codeVerifier, scope, extra },
    person,
  );
  const answer = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers: { authorization: basic('shop-web', secret('shop-web')) },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: back.searchParams.get('code')!,
      redirect_uri: webRedirect,
      code_verifier: codeVerifier,
    }),
  });
  if (answer.status !== 200) throw new Error(`/token answered ${await answer.text()}`);
  return (await answer.json()) as Tokens;
}
