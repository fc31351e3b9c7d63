import { scratchVariable } from '../contender.ts';
import { offerHttp } from './offer.ts';
import { install, startSallyport } from './sallyport.ts';
import { userTokensFor } from './sign-in.ts';
import { gatewaySecret, swapping } from './swapping.ts';

/** The issuer keeps no answer: to it, each question is about a token that no gateway has seen. */
const installation = await install(process.env[scratchVariable]!, null);
const { stop } = await startSallyport(installation, {
  environment: { SALLYPORT_GATEWAY_SECRET: gatewaySecret },
});
const nextTokens = await userTokensFor(installation.issuer);
const tokens: string[] = [];
while (tokens.length < 64) tokens.push((await nextTokens('openid')).access_token);

offerHttp(swapping(installation.internal, tokens), stop);
