import { isLoopback } from '@sallyport/protocol/redirect-uri.ts';
import * as client from 'openid-client';
import type { Context } from '../context.ts';
import { boundedFetch, type FetchBounds, outsideBounds } from '../http/bounded-fetch.ts';
import { decryptAtRest } from '../keys/at-rest.ts';
import { describeFailure } from './describe-failure.ts';
import { type Provider, providerSecretLabel } from './provider.ts';

const cacheMs = 10 * 60 * 1000;

export interface ProviderClients {
  /**
   * The provider's configuration, discovered at most every ten minutes. Null while it cannot be;
   * the log says why, and the next caller tries again.
   */
  discover(provider: Provider): Promise<client.Configuration | null>;
  /** Forgets it, so that the next caller sees what has changed at the provider. */
  forget(provider: Provider): void;
}

interface Discovered {
  /** A changed row is another provider. */
  fingerprint: string;
  configuration: Promise<client.Configuration | null>;
  freshUntil: number;
}

/** What is known of the upstream providers, shared by both ends of a sign-in. */
export function createProviderClients(
  { clock, secrets, log }: Pick<Context, 'clock' | 'secrets' | 'log'>,
  bounds: FetchBounds = outsideBounds,
): ProviderClients {
  const cache = new Map<string, Discovered>();
  const forget = ({ id }: Provider) => void cache.delete(id);
  return {
    discover(provider) {
      const { id, issuer, clientId, clientSecret } = provider;
      const fingerprint = JSON.stringify([issuer, clientId, clientSecret.toString('base64')]);
      const known = cache.get(id);
      if (known?.fingerprint === fingerprint && known.freshUntil > clock.monotonic()) {
        return known.configuration;
      }
      const configuration = discover(provider, secrets.atRest, bounds).catch((error: unknown) => {
        log.warn({ provider: id, ...describeFailure(error) }, 'provider cannot be discovered');
        if (cache.get(id)?.configuration === configuration) forget(provider);
        return null;
      });
      cache.set(id, { fingerprint, configuration, freshUntil: clock.monotonic() + cacheMs });
      return configuration;
    },
    forget,
  };
}

async function discover(
  provider: Provider,
  atRestKey: Buffer,
  bounds: FetchBounds,
): Promise<client.Configuration> {
  const server = new URL(provider.issuer);
  const sealed = provider.clientSecret;
  const secret = decryptAtRest(atRestKey, providerSecretLabel(provider.id), sealed).toString();
  // ID tokens come straight from the provider; their signature is checked all the same.
  const execute = [client.enableNonRepudiationChecks];
  if (server.protocol === 'http:' && isLoopback(server)) execute.push(client.allowInsecureRequests);
  const options: client.DiscoveryRequestOptions = {
    // Seconds, for each request by itself.
    timeout: bounds.timeoutMs / 1000,
    execute,
    [client.customFetch]: (url, init) => boundedFetch(url, init, bounds),
  };
  return client.discovery(server, provider.clientId, {}, authenticateWith(secret), options);
}

/** `client_secret_basic` unless the provider takes the other one only (OpenID Discovery, section 3). */
function authenticateWith(secret: string): client.ClientAuth {
  const basic = client.ClientSecretBasic(secret);
  const post = client.ClientSecretPost(secret);
  return (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const method = methods.includes('client_secret_basic') ? basic : post;
    return method(server, ...rest);
  };
}
