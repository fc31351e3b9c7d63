import { OAuthError } from '@sallyport/protocol/errors.ts';
import { jwksUriOf, metadataUrls } from '@sallyport/protocol/issuer-metadata.ts';
import { createKeySource, type KeySource } from '@sallyport/protocol/key-source.ts';
import { usableKeys } from '@sallyport/protocol/usable-keys.ts';
import { type CompactVerifyGetKey, createLocalJWKSet, errors, type JSONWebKeySet } from 'jose';
import type { Context } from '../context.ts';
import { boundedFetch } from '../http/bounded-fetch.ts';

/** The keys of each issuer that the configuration trusts, as its metadata names them. */
export type RemoteKeys = (issuer: string) => KeySource<CompactVerifyGetKey>;

/**
 * What is found there rejects with OAuthError `temporarily_unavailable` while an issuer does not
 * answer as it should.
 */
export function createRemoteKeys({ clock, log }: Pick<Context, 'clock' | 'log'>): RemoteKeys {
  const sources = new Map<string, KeySource<CompactVerifyGetKey>>();
  return (issuer) => {
    const known = sources.get(issuer);
    if (known) return known;
    const source = createKeySource({
      fetchKeys: () => fetchKeys(issuer),
      prepare: localKeys,
      now: () => clock.now().getTime(),
      isKeyMissing: (error) => error instanceof errors.JWKSNoMatchingKey,
      onFailure: (error) =>
        log.warn({ issuer, err: error }, 'keys of a trusted issuer cannot be fetched'),
      unavailable: (cause, retryAfter) =>
        new OAuthError('temporarily_unavailable', 'The issuer of this token cannot be reached.', {
          cause,
          retryAfter,
        }),
    });
    sources.set(issuer, source);
    return source;
  };
}

async function fetchKeys(issuer: string): Promise<object[]> {
  const [url] = metadataUrls(issuer);
  const jwksUri = jwksUriOf(issuer, url, await fetchObject(url));
  return usableKeys(jwksUri, await fetchObject(jwksUri));
}

async function fetchObject(url: string): Promise<object> {
  const answer = await boundedFetch(url, { headers: { accept: 'application/json' } });
  if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}.`);
  const parsed: unknown = await answer.json();
  if (typeof parsed !== 'object' || parsed === null)
    throw new Error(`${url} did not send a JSON object.`);
  return parsed;
}

/** A key that turns out to be none is as good as missing. */
function localKeys(keys: readonly object[]): CompactVerifyGetKey {
  const find = createLocalJWKSet({ keys } as JSONWebKeySet);
  return async (header, token) => {
    try {
      return await find(header, token);
    } catch (cause) {
      if (cause instanceof errors.JOSEError) throw cause;
      throw new errors.JWKSNoMatchingKey('The key that the token names cannot be used.', { cause });
    }
  };
}
