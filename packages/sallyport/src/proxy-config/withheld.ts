import { openableReasons } from '@sallyport/base/routes/withheld-names.ts';

const listed = Object.values(openableReasons).flat();

/** Headers of callers that must not reach a service, by their whole name. */
export const withheldNames = [
  ...listed.filter((name) => !name.endsWith('-')),
  ...['proxy', 'forwarded', 'x-forwarded', 'x-forwarded-prefix', 'proxy-authorization'],
  // For one connection only; what upgrades or frames a message is the proxy's own affair.
  ...['keep-alive', 'proxy-connection', 'te', 'trailer', 'http2-settings'],
];

/** And by how their names begin. */
export const withheldPrefixes = listed.filter((name) => name.endsWith('-'));

/**
 * For proxies that cannot remove headers by how they begin: the names that the products of these
 * prefixes use most. A service behind such a proxy must believe no other header of this kind.
 */
export const commonNames = [
  ...['remote-user', 'remote-groups', 'remote-name', 'remote-email', 'x-remote-user'],
  ...['x-remote-group', 'x-remote-groups', 'x-webauth-user', 'x-webauth-email'],
  ...['x-auth-request-user', 'x-auth-request-email', 'x-auth-request-groups'],
  ...['x-auth-request-preferred-username', 'x-auth-request-access-token'],
  ...['x-forwarded-user', 'x-forwarded-email', 'x-forwarded-groups', 'x-forwarded-access-token'],
  ...['x-forwarded-port', 'x-forwarded-server', 'x-forwarded-ssl', 'x-forwarded-scheme'],
  ...['x-forwarded-preferred-username', 'x-authentik-username', 'x-authentik-groups'],
  ...['x-authentik-email', 'x-authentik-uid', 'x-pomerium-jwt-assertion', 'x-vouch-user'],
  ...['x-consumer-id', 'x-consumer-username', 'x-credential-identifier'],
  ...['x-ms-client-principal-name', 'x-ms-client-principal-id', 'x-ms-token-aad-id-token'],
  ...['x-goog-iap-jwt-assertion', 'x-goog-authenticated-user-email'],
  ...['x-goog-authenticated-user-id', 'x-amzn-oidc-data', 'x-amzn-oidc-identity'],
  ...['x-amzn-oidc-accesstoken', 'cf-access-jwt-assertion', 'cf-access-authenticated-user-email'],
  ...['x-ssl-client-cert', 'x-ssl-client-dn', 'x-ssl-client-verify', 'ssl-client-cert'],
  ...['x-client-cert', 'x-forwarded-client-cert', 'x-user', 'x-user-id', 'x-userinfo'],
];
