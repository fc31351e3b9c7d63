import { scratchVariable } from '../contender.ts';
import { offerHttp } from './offer.ts';
import { proxied, upstreamOrigin } from './proxied.ts';
import { install, startSallyport } from './sallyport.ts';
import { signInAtGateway } from './sign-in.ts';

/** One person's session cookie, which holds the token; opened and checked at each request. */
const installation = await install(process.env[scratchVariable]!, upstreamOrigin());
const { stop } = await startSallyport(installation);
const cookie = await signInAtGateway(installation.gateway);
const headers = { cookie, origin: installation.gateway, 'sec-fetch-site': 'same-origin' };
offerHttp(proxied(installation.gateway, headers, 'jwt'), stop);
