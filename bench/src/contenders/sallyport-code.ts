import { scratchVariable } from '../contender.ts';
import { redeeming } from './introspection.ts';
import { offerSpending } from './offer.ts';
import { install, startSallyport } from './sallyport.ts';
import { codeForm, codesFor, webAuthorization } from './sign-in.ts';

/** Codes that were made before the trial; each is a row, and the ID token is signed with ES256. */
const installation = await install(process.env[scratchVariable]!, null);
const { issuer } = installation;
const { stop } = await startSallyport(installation);
const newCode = await codesFor(issuer);
await newCode('openid');

/** They are good for a minute. */
const most = 6_000;

offerSpending(async (count) => {
  const forms: string[] = [];
  let left = Math.min(count, most);
  const worker = async () => {
    while (left-- > 0) {
      const { code, codeVerifier } = await newCode('openid');
      forms.push(codeForm(code, codeVerifier).toString());
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
  return redeeming(`${issuer}/token`, webAuthorization, forms);
}, stop);
