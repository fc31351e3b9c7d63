import type { JWTPayload } from 'jose';
import { accessToken } from './endpoints.fixture.ts';
import { SigningKeys } from './signing-keys.fixture.ts';
import type { Outcome, Route, World } from './simulator.fixture.ts';

interface OpenId {
  issuer(world: World): string;
  paths: { authorize: string; token: string; jwks: string; userinfo?: string };
  metadata?: object;
  nonce?: false;
  claims(world: World): JWTPayload;
  members?(world: World): object;
}

/** Metadata, keys and ID tokens of a provider that speaks OpenID Connect. */
export const openId = ({ issuer, paths, metadata, nonce, claims, members }: OpenId) => ({
  discovery: ((_, world) => ({
    body: {
      issuer: issuer(world),
      authorization_endpoint: world.url + paths.authorize,
      token_endpoint: world.url + paths.token,
      jwks_uri: world.url + paths.jwks,
      ...(paths.userinfo && { userinfo_endpoint: world.url + paths.userinfo }),
      id_token_signing_alg_values_supported: ['RS256'],
      ...metadata,
    },
  })) satisfies Route,
  jwks: ((_, { keys }) => ({ body: { keys: keys.public } })) satisfies Route,
  async issue(request: URLSearchParams, world: World) {
    const { traps, keys, clock } = world;
    const sent = nonce === false ? {} : { nonce: request.get('nonce') };
    const wrong = everyTrapOf(world);
    const all = { iss: issuer(world), ...sent, ...claims(world), ...wrong };
    const stolen = traps.has('a signature of another key') ? new SigningKeys(clock, 2) : keys;
    if (stolen !== keys) await stolen.rotate('key-0');
    if (!keys.public[0]) await keys.rotate();
    return {
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: 3600,
      id_token: await stolen.sign(all as JWTPayload),
      ...members?.(world),
    };
  },
});

const everyTrapOf = ({ traps }: World): object => ({
  ...(traps.has('the nonce of another') && { nonce: 'another' }),
  ...(traps.has('an audience of another') && { aud: 'another' }),
  ...(traps.has('an issuer of another') && { iss: 'https://evil.example' }),
  ...(traps.has('an old token') && { exp: 1, iat: 0 }),
});

/** Traps that every provider of OpenID Connect has to be safe from. */
export const openIdTraps: Record<string, Outcome> = {
  'the nonce of another': { error: /nonce/ },
  'an audience of another': { error: /aud/ },
  'an issuer of another': { error: /iss/ },
  'an old token': { error: /exp/ },
  'a signature of another key': { error: /signature/ },
};
