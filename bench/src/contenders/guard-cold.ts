import { createVerifier, type Verify } from '@sallyport/guard';
import { offerOperation } from './offer.ts';
import { audience, prepareVerification, received } from './verification.ts';

/** The guard with JWTs that it has not seen: its cache begins anew with each thousand, its keys known. */
const { issuer, tokens } = await prepareVerification(1_001);
const others = tokens.slice(1);

async function freshVerifier(): Promise<Verify> {
  const verify = createVerifier({ issuer, audience });
  await verify(received(tokens[0]!));
  return verify;
}

let verify = await freshVerifier();
let index = 0;

offerOperation(async () => {
  if (index === others.length) {
    verify = await freshVerifier();
    index = 0;
  }
  const { subject } = await verify(received(others[index++]!));
  if (subject !== 'a user') throw new Error(`The guard took the token for ${subject}'s.`);
});
