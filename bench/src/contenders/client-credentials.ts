import type { Target } from '../contender.ts';

/** The client that every token endpoint of the bench knows. */
export const benchClient = {
  id: 'bench-service',
  secret: 'bench-service-secret-bench-service-secret',
};

/** A client credentials request (RFC 6749, section 4.4.2) with `client_secret_basic`. */
export function clientCredentials(tokenEndpoint: string): Target {
  const { id, secret } = benchClient;
  return {
    url: tokenEndpoint,
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials',
    expect: { status: 200, contains: '"access_token":"' },
  };
}
