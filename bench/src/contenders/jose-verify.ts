import { createRemoteJWKSet, jwtVerify } from 'jose';
import { offerOperation } from './offer.ts';
import { audience, inTurn, prepareVerification } from './verification.ts';

/** What most services do: jose's jwtVerify, the key set fetched once. */
const { issuer, jwksUri, tokens } = await prepareVerification(1_000);
const keys = createRemoteJWKSet(new URL(jwksUri));
const next = inTurn(tokens);

offerOperation(async () => {
  const { payload } = await jwtVerify(next(), keys, { issuer, audience, typ: 'at+jwt' });
  if (payload.sub !== 'a user') throw new Error(`jose took the token for ${payload.sub}'s.`);
});
