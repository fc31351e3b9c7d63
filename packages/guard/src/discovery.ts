import { type FetchLimits, fetchJson } from './fetch-json.ts';

/**
 * Where an issuer keeps its keys, by its own word: OpenID Connect Discovery, section 4, and if
 * there is no such document RFC 8414, section 3.
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
  throw new AggregateError(failures, `The metadata of ${issuer} could not be had.`);
}

function metadataUrls(issuer: string): string[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  // OpenID Connect appends the well-known path, RFC 8414 inserts it before the issuer's own.
  return [
    `${origin}${path}/.well-known/openid-configuration`,
    `${origin}/.well-known/oauth-authorization-server${path}`,
  ];
}

function jwksUriOf(issuer: string, url: string, metadata: object): string {
  // "The issuer value returned MUST be identical to the authorization server's issuer identifier
  // value" (RFC 8414, section 3.3); otherwise one tenant could speak for another.
  if (!('issuer' in metadata) || metadata.issuer !== issuer) {
    throw new Error(`${url} does not describe ${issuer}.`);
  }
  if (!('jwks_uri' in metadata) || typeof metadata.jwks_uri !== 'string') {
    throw new Error(`${url} has no jwks_uri.`);
  }
  if (issuer.startsWith('https:') && !metadata.jwks_uri.startsWith('https:')) {
    throw new Error(`${url} names a jwks_uri without TLS.`);
  }
  return metadata.jwks_uri;
}
