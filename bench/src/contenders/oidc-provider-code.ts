import { redeeming } from './introspection.ts';
import { offerSpending } from './offer.ts';
import { startOidcProvider } from './oidc-provider.ts';
import { webClient } from './sallyport.ts';
import { webAuthorization } from './sign-in.ts';

/** As many codes as the other side has time to make. */
const most = 6_000;
const { origin, provider, grantFor } = await startOidcProvider();

offerSpending(
  async (count) => {
    const forms: string[] = [];
    for (let made = 0; made < Math.min(count, most); made++) {
      const code = await new provider.AuthorizationCode({
        ...(await grantFor('openid')),
        redirectUri: webClient.redirectUri,
      }).save();
      const form = { grant_type: 'authorization_code', code, redirect_uri: webClient.redirectUri };
      forms.push(new URLSearchParams(form).toString());
    }
    return redeeming(`${origin}/token`, webAuthorization, forms);
  },
  async () => undefined,
);
