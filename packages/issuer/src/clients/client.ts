export type ClientType = 'web' | 'native' | 'spa' | 'service';

export type AuthMethod = 'client_secret_basic' | 'client_secret_post' | 'none';

export const grantTypes = ['authorization_code', 'refresh_token', 'client_credentials'] as const;

export type GrantType = (typeof grantTypes)[number];

/** A registered client, as its row says. */
export interface Client {
  id: string;
  name: string;
  type: ClientType;
  authMethod: AuthMethod;
  secretHashes: Buffer[];
  pkce: 'required' | 'optional';
  redirectUris: string[];
  postLogoutRedirectUris: string[];
  linkOrigins: string[];
  grants: GrantType[];
  scopes: string[];
  /** The APIs it may call. */
  apis: string[];
  /** The APIs whose services it is, so that it may introspect tokens for them. */
  serves: string[];
  idTokenAlg: 'ES256' | 'RS256';
  disabled: boolean;
}

/** A public client cannot keep a secret (RFC 6749, section 2.1): its refresh tokens rotate. */
export const isPublic = (client: Client): boolean => client.authMethod === 'none';
