import { createPublicKey } from 'node:crypto';
import { signJwt } from '../../packages/issuer/src/tokens/sign-jwt.ts';
import { authorizeAs, verifier } from '../../testing/code-flow.ts';
import { basic } from '../../testing/issuer.ts';
import { createVisitor } from '../../testing/visitor.ts';
import { alice } from '../support/people.ts';
import { askForTokens } from '../support/tokens.ts';
import { apis, type JwtType } from './apis.ts';
import { type Backend, clientSecret, redirectUri } from './backend.ts';
import type { Material } from './requests.ts';

/** The access token that a client holds, without a meaning to services. */
export async function opaqueToken(issuer: string, client: 'reader' | 'stranger'): Promise<string> {
  const authorization = basic(client, clientSecret);
  const { access_token } = await askForTokens(
    issuer,
    { grant_type: 'client_credentials' },
    { authorization },
  );
  return access_token;
}

/** What requests to a service of such an API are made from. */
export async function collect(
  { issuer, gateway, keys }: Backend,
  type: JwtType,
  idToken: string,
): Promise<Material> {
  const opaque = await opaqueToken(issuer, 'reader');
  const inside = async (path: string) => {
    const headers = { authorization: `Bearer ${opaque}` };
    const answer = await fetch(`${gateway}/echo/${path}`, { headers });
    return (await answer.text()).replace('Bearer ', '');
  };
  const key = keys().signing('ES256');
  return {
    ...{ type, audience: apis[type], opaque },
    good: await inside(type),
    other: await inside('other'),
    idToken,
    publicKey: createPublicKey(key.privateKey),
    sign: (claims, { typ = type, kid = key.kid } = {}) => signJwt(claims, typ, { ...key, kid }),
  };
}

/** An ID token of a person, which is no token for a service. */
export async function idTokenOf({ issuer }: Backend): Promise<string> {
  const codeVerifier = verifier();
  const request = { issuer, clientId: 'page', redirectUri, codeVerifier };
  const back = await authorizeAs(createVisitor(), request, alice);
  const { id_token } = await askForTokens(issuer, {
    grant_type: 'authorization_code',
    client_id: 'page',
    code: back.searchParams.get('code')!,
    redirect_uri: redirectUri,
    code_verifier: codeVerifier,
  });
  return id_token;
}
