import { refreshing } from './introspection.ts';
import { offerHttp } from './offer.ts';
import { startOidcProvider } from './oidc-provider.ts';
import { webAuthorization } from './sign-in.ts';

const { origin, provider, grantFor } = await startOidcProvider();
const token = await new provider.RefreshToken(await grantFor('offline_access')).save();
offerHttp(refreshing(`${origin}/token`, webAuthorization, token));
