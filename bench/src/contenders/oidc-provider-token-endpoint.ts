import { createServer } from 'node:http';
import Provider from 'oidc-provider';
import { benchClient, clientCredentials } from './client-credentials.ts';
import { listen, offerHttp } from './offer.ts';

/** node-oidc-provider with its in-memory adapter: opaque tokens, nothing survives a restart. */
const server = createServer();
const origin = await listen(server);
const provider = new Provider(origin, {
  clients: [
    {
      client_id: benchClient.id,
      client_secret: benchClient.secret,
      token_endpoint_auth_method: 'client_secret_basic',
      grant_types: ['client_credentials'],
      response_types: [],
      redirect_uris: [],
    },
  ],
  features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
});
server.on('request', provider.callback());

offerHttp(clientCredentials(`${origin}/token`));
