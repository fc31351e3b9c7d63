import { scratchVariable } from '../contender.ts';
import { clientCredentials } from './client-credentials.ts';
import { offerHttp } from './offer.ts';
import { install, startSallyport } from './sallyport.ts';

/** The whole system as `sallyport start` runs it, with its durable PostgreSQL. */
const installation = await install(process.env[scratchVariable]!, null);
const { stop } = await startSallyport(installation);
offerHttp(clientCredentials(`${installation.issuer}/token`), stop);
