import { scratchVariable } from '../contender.ts';
import { offerHttp } from './offer.ts';
import { proxied, upstreamOrigin } from './proxied.ts';
import { fetchToken, install, startSallyport } from './sallyport.ts';

/** One token, swapped at the first request and in the gateway's cache from then on. */
const installation = await install(process.env[scratchVariable]!, upstreamOrigin());
const { stop } = await startSallyport(installation);
const token = await fetchToken(installation.issuer);
offerHttp(proxied(installation.gateway, { authorization: `Bearer ${token}` }, 'jwt'), stop);
