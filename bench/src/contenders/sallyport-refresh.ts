import { scratchVariable } from '../contender.ts';
import { refreshing } from './introspection.ts';
import { offerHttp } from './offer.ts';
import { install, startSallyport } from './sallyport.ts';
import { fetchUserTokens, webAuthorization } from './sign-in.ts';

/** A confidential client, whose refresh token stays the same. */
const installation = await install(process.env[scratchVariable]!, null);
const { stop } = await startSallyport(installation);
const { refresh_token: token } = await fetchUserTokens(installation.issuer, 'offline_access');
offerHttp(refreshing(`${installation.issuer}/token`, webAuthorization, token), stop);
