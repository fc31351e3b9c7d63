import { scratchVariable } from '../contender.ts';
import { offerHttp } from './offer.ts';
import { proxied, upstreamOrigin } from './proxied.ts';
import { fetchToken, install, startSallyport } from './sallyport.ts';

/** As `sallyport-gateway.ts`, without a line in the access log and without metrics. */
const installation = await install(process.env[scratchVariable]!, upstreamOrigin(), {
  observed: false,
});
const { stop } = await startSallyport(installation);
const token = await fetchToken(installation.issuer);
offerHttp(proxied(installation.gateway, { authorization: `Bearer ${token}` }, 'jwt'), stop);
