import { offerHttp } from './offer.ts';
import { proxied, upstreamOrigin } from './proxied.ts';

/** The upstream without a proxy, called as a proxy that swapped calls it. */
const headers = { authorization: `Bearer eyJ${'x'.repeat(400)}` };
offerHttp(proxied(upstreamOrigin(), headers, 'jwt'));
