import type { Target } from '../contender.ts';

/** A service asks about a token (RFC 7662). */
export function introspection(endpoint: string, authorization: string, token: string): Target {
  return {
    url: endpoint,
    method: 'POST',
    headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ token }).toString(),
    expect: { status: 200, contains: '"active":true' },
  };
}

/** A client keeps its refresh token and gets an access token (RFC 6749, section 6). */
export function refreshing(endpoint: string, authorization: string, token: string): Target {
  return {
    url: endpoint,
    method: 'POST',
    headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: token }).toString(),
    expect: { status: 200, contains: '"access_token":"' },
  };
}

/** Each code is redeemed once, for an access token and an ID token. */
export function redeeming(endpoint: string, authorization: string, forms: string[]): Target {
  return {
    url: endpoint,
    method: 'POST',
    headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
    bodies: forms,
    expect: { status: 200, contains: '"id_token":"' },
  };
}
