import { type Applied, applyIfChanged } from '@sallyport/issuer/configuration/apply.ts';
import { createIssuer, type Issuer } from '@sallyport/issuer/issuer.ts';
import { systemClock } from '@sallyport/issuer/runtime/clock.ts';
import { systemRandom } from '@sallyport/issuer/runtime/random.ts';
import { defaultLifetimes } from '@sallyport/issuer/runtime/settings.ts';
import { addressFor } from '../config/address.ts';
import { declarationOf } from '../config/schema.ts';
import { type DatabasePlace, explainDatabaseError, explainListenError } from '../explain-start.ts';
import { issuerSecrets } from '../secrets.ts';
import type { SystemOptions } from '../system.ts';
import { readCertificate } from './tls.ts';

/** How long a gateway may use its cache without hearing from an issuer. */
const leaseMs = 5_000;

type Options = Pick<SystemOptions, 'loaded' | 'dataDir' | 'env' | 'log'>;
type Place = Pick<DatabasePlace, 'url' | 'movedTo'>;

/** An issuer on the database, its schema up to date, that does not listen yet. */
export async function openIssuer(options: Options, database: Place): Promise<Issuer> {
  const { loaded, dataDir, env, log } = options;
  const mayMakeFile = !(env['DATABASE_URL'] && env['NODE_ENV'] === 'production');
  const { secret, gatewaySecret } = await issuerSecrets({ env, dataDir, mayMakeFile });
  const { url, trusted_proxies: trustedProxies } = loaded.configuration.issuer;
  const settings = {
    url,
    databaseUrl: database.url,
    secret,
    gatewaySecret,
    trustedProxies,
    lifetimes: defaultLifetimes,
    leaseMs,
  };
  try {
    const runtime = {
      clock: systemClock,
      random: systemRandom,
      log: log.child({ part: 'issuer' }),
    };
    return await createIssuer(settings, runtime);
  } catch (error) {
    throw explainDatabaseError(error, { ...database, dataDir });
  }
}

const nothingApplied: Applied = {
  changed: false,
  summary: { added: [], changed: [], removed: [] },
};

export interface RunningIssuer {
  issuer: Issuer;
  applied: Applied;
}

/** Applies the configuration, unless it was the last one applied, and answers requests. */
export async function startIssuer(options: Options, database: Place): Promise<RunningIssuer> {
  const { configuration, declares } = options.loaded;
  const tls = await readCertificate(options.loaded, 'issuer');
  const issuer = await openIssuer(options, database);
  const { url, listen } = configuration.issuer;
  const address = addressFor(url, listen);
  try {
    const applied = declares
      ? await applyIfChanged(declarationOf(configuration), issuer.context)
      : nothingApplied;
    await issuer.listen({ ...address, ...(tls && { tls }) });
    return { issuer, applied };
  } catch (error) {
    await issuer.close();
    const key = listen ? 'issuer.listen' : 'issuer.url';
    throw explainListenError(error, [{ ...address, name: 'issuer', key }]);
  }
}
