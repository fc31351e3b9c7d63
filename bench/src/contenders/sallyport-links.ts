import { scratchVariable } from '../contender.ts';
import { linkRequest } from './link-request.ts';
import { offerHttp } from './offer.ts';
import { install, startSallyport } from './sallyport.ts';

/** Each answer is a row and its audit event, synced to disk before it is sent. */
const installation = await install(process.env[scratchVariable]!, null);
const { stop } = await startSallyport(installation);
offerHttp(linkRequest(installation.issuer), stop);
