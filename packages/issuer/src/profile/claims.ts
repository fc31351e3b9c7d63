/** How the value of a standard claim is written. */
export type ClaimType = 'line' | 'url' | 'birthdate' | 'phone' | 'zone' | 'postal';

interface StandardClaim {
  /** The scope that asks for it (OpenID Connect Core, section 5.4). */
  scope: 'profile' | 'phone' | 'address';
  type: ClaimType;
}

/**
 * The claims of OpenID Connect Core, section 5.1, that are kept in a profile. The name, the e-mail address
 * and the language of a person are columns of their own, and `updated_at` follows from all of them.
 */
export const standardClaims = {
  given_name: { scope: 'profile', type: 'line' },
  middle_name: { scope: 'profile', type: 'line' },
  family_name: { scope: 'profile', type: 'line' },
  nickname: { scope: 'profile', type: 'line' },
  preferred_username: { scope: 'profile', type: 'line' },
  profile: { scope: 'profile', type: 'url' },
  picture: { scope: 'profile', type: 'url' },
  website: { scope: 'profile', type: 'url' },
  gender: { scope: 'profile', type: 'line' },
  birthdate: { scope: 'profile', type: 'birthdate' },
  zoneinfo: { scope: 'profile', type: 'zone' },
  phone_number: { scope: 'phone', type: 'phone' },
  address: { scope: 'address', type: 'postal' },
} as const satisfies Record<string, StandardClaim>;

export type StandardClaimName = keyof typeof standardClaims;

export const standardClaimNames = Object.keys(standardClaims) as StandardClaimName[];

export const isStandardClaim = (name: string): name is StandardClaimName =>
  Object.hasOwn(standardClaims, name);

/** The parts of an address that are kept (section 5.1.1), as they are typed. */
export const addressParts = [
  'street_address',
  'postal_code',
  'locality',
  'region',
  'country',
] as const;

export type AddressPart = (typeof addressParts)[number];

/** Claims that are told by ourselves, beside those of a profile. */
export const ownClaims = {
  profile: ['name', 'locale', 'updated_at'],
  email: ['email', 'email_verified'],
  phone: ['phone_number_verified'],
} as const;

/**
 * What a claim of an operator's own may not be called: names that tokens have a meaning for (RFC 7519,
 * RFC 9068, RFC 8693, RFC 7800, OpenID Connect), those above, and `constructor`, which every object of
 * JavaScript has: what looks for it in a profile, here or in an application, finds a function.
 */
export const reservedNames: ReadonlySet<string> = new Set([
  ...['org_id', 'org_key', 'org_name'],
  ...['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'sid', 'typ', 'nonce', 'azp', 'acr', 'amr'],
  ...['auth_time', 'at_hash', 'c_hash', 's_hash', 'sub_jwk', 'cnf', 'act', 'may_act', 'events'],
  ...['client_id', 'scope', 'active', 'roles', 'groups', 'permissions', 'entitlements'],
  ...['authorization_details', '_claim_names', '_claim_sources', 'password', 'csrf', 'terms'],
  ...[...ownClaims.profile, ...ownClaims.email, ...ownClaims.phone],
  ...[...standardClaimNames, ...addressParts],
  'constructor',
]);
