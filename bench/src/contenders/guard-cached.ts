import { createVerifier } from '@sallyport/guard';
import { offerOperation } from './offer.ts';
import { audience, inTurn, prepareVerification } from './verification.ts';

/** The guard as a service has it: JWTs that it has seen before, a thousand of them. */
const { issuer, tokens } = await prepareVerification(1_000);
const verify = createVerifier({ issuer, audience });
const next = inTurn(tokens);

offerOperation(async () => {
  const { subject } = await verify(next());
  if (subject !== 'a user') throw new Error(`The guard took the token for ${subject}'s.`);
});
