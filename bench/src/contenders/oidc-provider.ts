import { createServer } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';
import { createMemoryAdapter } from '../../../examples/shop/acme/memory-adapter.ts';
import { benchClient } from './client-credentials.ts';
import { listen } from './offer.ts';
import { webClient } from './sallyport.ts';

/** node-oidc-provider with its in-memory adapter: opaque tokens, ES256, nothing survives a restart. */
export async function startOidcProvider() {
  const server = createServer();
  const origin = await listen(server);
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const provider = new Provider(origin, {
    // Its own one keeps a thousand entries.
    adapter: createMemoryAdapter(100_000),
    clients: [
      {
        client_id: benchClient.id,
        client_secret: benchClient.secret,
        token_endpoint_auth_method: 'client_secret_basic',
        grant_types: ['client_credentials'],
        response_types: [],
        redirect_uris: [],
        id_token_signed_response_alg: 'ES256',
      },
      {
        client_id: webClient.id,
        client_secret: webClient.secret,
        token_endpoint_auth_method: 'client_secret_basic',
        grant_types: ['authorization_code', 'refresh_token'],
        redirect_uris: [webClient.redirectUri],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: 'bench', alg: 'ES256', use: 'sig' }] },
    features: {
      clientCredentials: { enabled: true },
      introspection: { enabled: true, allowedPolicy: () => true },
      devInteractions: { enabled: false },
    },
    findAccount: (_: unknown, accountId: string) => ({
      accountId,
      claims: () => ({ sub: accountId }),
    }),
    rotateRefreshToken: false,
    pkce: { required: () => false },
  });
  server.on('request', provider.callback());

  /** What a person's sign-in leaves behind, without the pages. */
  async function grantFor(scope: string) {
    const client = await provider.Client.find(webClient.id);
    if (!client) throw new Error('oidc-provider does not know the client.');
    const grant = new provider.Grant({ accountId: 'bench', clientId: webClient.id });
    grant.addOIDCScope(scope);
    const grantId = await grant.save();
    return { client, accountId: 'bench', grantId, scope, gty: 'authorization_code' };
  }
  return { origin, provider, grantFor };
}
