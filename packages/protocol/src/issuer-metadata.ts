/**
 * Where an issuer's metadata may be: OpenID Connect Discovery, section 4, appends the well-known
 * path, RFC 8414, section 3, inserts it before the issuer's own.
 */
export function metadataUrls(issuer: string): [openid: string, oauth: string] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  return [
    `${origin}${path}/.well-known/openid-configuration`,
    `${origin}/.well-known/oauth-authorization-server${path}`,
  ];
}

/**
 * Where the issuer's keys are, by its metadata.
 *
 * @param url where the metadata came from, for the error.
 * @throws Error with a message for the log.
 */
export function jwksUriOf(issuer: string, url: string, metadata: object): string {
  // "The issuer value returned MUST be identical to the authorization server's issuer identifier
  // value" (RFC 8414, section 3.3); otherwise one tenant could speak for another.
  if (!('issuer' in metadata) || metadata.issuer !== issuer) {
    throw new Error(`${url} does not describe ${issuer}.`);
  }
  if (
    !('jwks_uri' in metadata) ||
    typeof metadata.jwks_uri !== 'string' ||
    !URL.canParse(metadata.jwks_uri)
  ) {
    throw new Error(`${url} has no jwks_uri.`);
  }
  const { protocol } = new URL(metadata.jwks_uri);
  // Only an issuer without TLS, one on this machine, may have its keys without it.
  const mayBe = issuer.startsWith('https:') ? ['https:'] : ['https:', 'http:'];
  if (!mayBe.includes(protocol)) throw new Error(`${url} names a jwks_uri without TLS.`);
  return metadata.jwks_uri;
}
