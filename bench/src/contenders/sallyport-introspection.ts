import { scratchVariable } from '../contender.ts';
import { benchAuthorization } from './client-credentials.ts';
import { introspection } from './introspection.ts';
import { offerHttp } from './offer.ts';
import { install, startSallyport } from './sallyport.ts';
import { fetchUserTokens } from './sign-in.ts';

/** A user's token: grant, session, user, groups and roles are read from PostgreSQL each time. */
const installation = await install(process.env[scratchVariable]!, null);
const { stop } = await startSallyport(installation);
const { access_token: token } = await fetchUserTokens(installation.issuer, 'openid');
offerHttp(introspection(`${installation.issuer}/introspect`, benchAuthorization, token), stop);
