import { benchAuthorization } from './client-credentials.ts';
import { introspection } from './introspection.ts';
import { offerHttp } from './offer.ts';
import { startOidcProvider } from './oidc-provider.ts';

const { origin, provider, grantFor } = await startOidcProvider();
const token = await new provider.AccessToken(await grantFor('openid')).save();
offerHttp(introspection(`${origin}/token/introspection`, benchAuthorization, token));
