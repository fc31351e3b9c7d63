import { isLoopback } from '@sallyport/protocol/redirect-uri.ts';
import * as oauth from 'oauth4webapi';
import type { Context } from '../context.ts';
import { boundedFetch, type FetchBounds, outsideBounds } from '../http/bounded-fetch.ts';
import { decryptAtRest } from '../keys/at-rest.ts';
import { describeFailure } from './describe-failure.ts';
import type { Driver, Fetch, Upstream } from './driver.ts';
import { claimNames } from './groups.ts';
import { callbackUrl, type Provider, providerSecretLabel } from './provider.ts';
import { readSettings } from './provider-settings.ts';
import { providerTypes } from './provider-types.ts';
import { UnreachableError } from './upstream-errors.ts';

const cacheMs = 10 * 60 * 1000;

export interface Upstreams {
  /** A provider with its driver. Asks it nothing yet. */
  open(provider: Provider): { driver: Driver<never>; upstream: Upstream<never> };
  /** Forgets its metadata and keys, so that the next caller sees what has changed there. */
  forget(provider: Pick<Provider, 'id'>): void;
}

interface Discovered {
  metadata: Promise<oauth.AuthorizationServer>;
  freshUntil: number;
}

/** What is known of the upstream providers, shared by both ends of a sign-in. */
export function createUpstreams(
  { clock, secrets, log, settings }: Pick<Context, 'clock' | 'secrets' | 'log' | 'settings'>,
  bounds: FetchBounds = outsideBounds,
): Upstreams {
  const cache = new Map<string, Map<string, Discovered>>();
  const fetch = fetchWithin(bounds);

  /** Discovered at most every ten minutes. A failure is not kept: the next caller tries again. */
  function discover({ id }: Provider, issuer: string, named: string) {
    const known = cache.get(id) ?? new Map<string, Discovered>();
    cache.set(id, known);
    const kept = known.get(issuer);
    if (kept && kept.freshUntil > clock.monotonic()) return kept.metadata;
    const metadata = readMetadata(fetch, issuer, named).catch((error: unknown) => {
      log.warn({ provider: id, ...describeFailure(error) }, 'provider cannot be discovered');
      if (known.get(issuer)?.metadata === metadata) known.delete(issuer);
      throw new UnreachableError('The metadata of the provider cannot be read.', { cause: error });
    });
    known.set(issuer, { metadata, freshUntil: clock.monotonic() + cacheMs });
    return metadata;
  }

  return {
    open(provider) {
      const { id, type, clientId, clientSecret, scopes } = provider;
      const {
        settings: own,
        prompt,
        groups,
        authorization_parameters,
      } = readSettings(type, {
        // Of rows that were written before there were types.
        issuer: provider.issuer,
        ...provider.settings,
      });
      const upstream: Upstream<unknown> = {
        settings: own,
        clientId,
        secret: decryptAtRest(secrets.atRest, providerSecretLabel(id), clientSecret).toString(),
        redirectUri: callbackUrl(provider, settings.url),
        scopes,
        prompt: prompt ?? null,
        claims: claimNames(groups),
        parameters: authorization_parameters,
        now: clock.now(),
        discover: (issuer, named = issuer) => discover(provider, issuer, named),
        fetch,
        plainHttp: isLocal(provider.issuer),
      };
      return { driver: providerTypes[type], upstream: upstream as Upstream<never> };
    },
    forget: ({ id }) => void cache.delete(id),
  };
}

/** Plain HTTP is for a provider on this machine, in development and in tests. */
function isLocal(issuer: string): boolean {
  const url = new URL(issuer);
  return url.protocol === 'http:' && isLoopback(url);
}

const fetchWithin =
  (bounds: FetchBounds): Fetch =>
  async (url, init) => {
    const { origin, pathname } = new URL(url);
    let response: Response;
    try {
      response = await boundedFetch(url, init as RequestInit, bounds);
    } catch (cause) {
      const { message } = describeFailure(cause);
      throw new UnreachableError(`${origin}${pathname} gave no answer: ${message}`, { cause });
    }
    if (response.status < 500 && response.status !== 429) return response;
    throw new UnreachableError(`${origin}${pathname} answered ${response.status}.`);
  };

async function readMetadata(
  fetch: Fetch,
  issuer: string,
  named: string,
): Promise<oauth.AuthorizationServer> {
  const response = await oauth.discoveryRequest(new URL(issuer), {
    [oauth.customFetch]: fetch,
    [oauth.allowInsecureRequests]: isLocal(issuer),
  });
  return oauth.processDiscoveryResponse(new URL(named), response);
}
