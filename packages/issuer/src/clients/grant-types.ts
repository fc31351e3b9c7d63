/** RFC 8693, section 2.1. */
export const tokenExchangeGrant = 'urn:ietf:params:oauth:grant-type:token-exchange';

export const grantTypes = [
  'authorization_code',
  'refresh_token',
  'client_credentials',
  tokenExchangeGrant,
] as const;

export type GrantType = (typeof grantTypes)[number];
