import { scratchVariable } from '../contender.ts';
import { linkRequest, redemption } from './link-request.ts';
import { offerSpending } from './offer.ts';
import { install, startSallyport } from './sallyport.ts';

/** Links that were made before the trial; each answer is a row changed, synced to disk. */
const installation = await install(process.env[scratchVariable]!, null);
const { issuer } = installation;
const { stop } = await startSallyport(installation);
const { url, headers, body } = linkRequest(issuer);

offerSpending(async (count) => {
  const tokens: string[] = [];
  let left = count;
  const worker = async () => {
    while (left-- > 0) {
      const response = await fetch(url, { method: 'POST', headers, body: body! });
      const made = (await response.json()) as { url: string };
      tokens.push(made.url.split('#action_token=')[1]!);
    }
  };
  await Promise.all(Array.from({ length: 32 }, worker));
  return redemption(`${issuer}/links/redeem`, tokens);
}, stop);
