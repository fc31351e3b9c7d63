import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { jwtVerify } from 'jose';
import { authorize, token } from './endpoints.fixture.ts';
import { openId, openIdTraps } from './openid.fixture.ts';
import { client } from './signing-keys.fixture.ts';
import type { Simulation, World } from './simulator.fixture.ts';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const team = 'TEAM456789';
const key = 'KEY4567890';

const sub = '001234.0123456789abcdef.0123';
const email = 'ann@example.com';

/** What Apple does: a JWT that is signed with the key, for at most six months. */
async function isClientSecret(given: string, { url }: World): Promise<boolean> {
  const options = { issuer: team, subject: client.id, audience: url, algorithms: ['ES256'] };
  const verified = await jwtVerify(given, createPublicKey(pem), options).catch(() => null);
  const { exp = Infinity, iat = 0 } = verified?.payload ?? {};
  return verified?.protectedHeader.kid === key && exp - iat <= 15_777_000;
}

const user = { name: { firstName: 'Ann', lastName: 'Example' }, email: 'other@example.com' };

const { discovery, jwks, issue } = openId({
  issuer: ({ url }) => url,
  paths: { authorize: '/auth/authorize', token: '/auth/token', jwks: '/auth/keys' },
  metadata: { token_endpoint_auth_methods_supported: ['client_secret_post'] },
  claims: ({ traps }) => ({
    sub,
    email: traps.has('an address that hides another') ? 'x@privaterelay.appleid.com' : email,
    email_verified: traps.has('email_verified as text that says no') ? 'false' : 'true',
    is_private_email: traps.has('an address that hides another') ? 'true' : 'false',
    nonce_supported: true,
    ...(traps.has('no address') && { email: undefined, email_verified: undefined }),
  }),
});

/** https://developer.apple.com/documentation/signinwithapplerestapi */
export const apple: Simulation = {
  type: 'apple',
  settings: { team_id: team, key_id: key },
  secret: pem,
  routes: {
    '/.well-known/openid-configuration': discovery,
    '/auth/keys': jwks,
    '/auth/authorize': async (asked, world) => {
      // Requests for a name or an address have to take the answer by POST.
      if (asked.query.get('response_mode') !== 'form_post')
        return { status: 400, body: 'form_post' };
      return authorize({
        scopes: ['openid', 'name', 'email'],
        pkce: 'ignored',
        needs: ['nonce'],
        refuses: ['max_age', 'login_hint', 'prompt'],
        post: true,
        more: ({ traps }): Record<string, string> => {
          if (traps.has('nonsense as the user')) return { user: '{"name":7' };
          if (traps.has('a name of objects')) return { user: '{"name":{"firstName":{}}}' };
          return traps.has('the name does not come again') ? {} : { user: JSON.stringify(user) };
        },
      })(asked, world);
    },
    '/auth/token': token({ auth: 'post', secret: isClientSecret, pkce: 'ignored', issue }),
  },
  expected: {
    subject: sub,
    // Of the ID token: the other one is not signed.
    email,
    emailVerified: true,
    name: 'Ann Example',
    givenName: 'Ann',
    familyName: 'Example',
  },
  traps: {
    ...openIdTraps,
    'the name does not come again': { profile: { subject: sub, email, name: null } },
    'nonsense as the user': { profile: { subject: sub, email, name: null } },
    'a name of objects': { profile: { subject: sub, email, name: null } },
    'email_verified as text that says no': { profile: { email, emailVerified: false } },
    'an address that hides another': {
      profile: { email: 'x@privaterelay.appleid.com', emailVerified: true },
    },
    'no address': { profile: { subject: sub, email: null, emailVerified: false } },
    'a key of another team': {
      settings: { team_id: 'TEAM000000', key_id: key },
      error: { error: 'invalid_client' },
    },
  },
};
