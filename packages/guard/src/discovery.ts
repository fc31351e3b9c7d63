import { jwksUriOf, metadataUrls } from '@sallyport/protocol/issuer-metadata.ts';
import { type FetchLimits, fetchJson } from './fetch-json.ts';

/**
 * Where an issuer's keys are, by its metadata: OpenID Connect Discovery, section 4, and if there is
 * no such document RFC 8414, section 3.
 *
 * @throws Error with a message for the log.
 */
export async function discoverJwksUri(issuer: string, limits: FetchLimits): Promise<string> {
  const failures: unknown[] = [];
  for (const url of metadataUrls(issuer)) {
    try {
      return jwksUriOf(issuer, url, await fetchJson(url, limits));
    } catch (cause) {
      failures.push(cause);
    }
  }
  throw new AggregateError(failures, `The metadata of ${issuer} could not be fetched.`);
}
