import { createVerifier, type Verify } from '@sallyport/guard';
import { offerOperation } from './offer.ts';
import { audience, prepareVerification } from './verification.ts';

/** The guard with JWTs that it has not seen: a new one, its keys known, for each thousand. */
const { issuer, tokens } = await prepareVerification(1_001);
const [first = '', ...others] = tokens;

async function freshVerifier(): Promise<Verify> {
  const verify = createVerifier({ issuer, audience });
  await verify(first);
  return verify;
}

let verify = await freshVerifier();
let index = 0;

offerOperation(async () => {
  if (index === others.length) {
    verify = await freshVerifier();
    index = 0;
  }
  const { subject } = await verify(others[index++]!);
  if (subject !== 'somebody') throw new Error(`The guard took the token for ${subject}'s.`);
});
