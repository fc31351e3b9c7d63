/** RFC 8693, section 2.1. */
export const tokenExchangeGrant = 'urn:ietf:params:oauth:grant-type:token-exchange';

/** RFC 8628, section 3.4. */
export const deviceCodeGrant = 'urn:ietf:params:oauth:grant-type:device_code';

export const grantTypes = [
  'authorization_code',
  'refresh_token',
  'client_credentials',
  tokenExchangeGrant,
  deviceCodeGrant,
] as const;

/** Whether a person can sign in to a client: there is a grant that begins with one. */
export const signsPeopleIn = (grants: readonly string[]): boolean =>
  grants.includes('authorization_code') || grants.includes(deviceCodeGrant);

export type GrantType = (typeof grantTypes)[number];
