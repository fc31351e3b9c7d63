import { clientCredentials } from './client-credentials.ts';
import { offerHttp } from './offer.ts';
import { startOidcProvider } from './oidc-provider.ts';

const { origin } = await startOidcProvider();
offerHttp(clientCredentials(`${origin}/token`));
