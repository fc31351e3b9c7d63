import { formatBasic } from '@sallyport/protocol/basic-credentials.ts';
import type { Target } from '../contender.ts';

/** The client that every token endpoint of the bench knows. */
export const benchClient = {
  id: 'bench-service',
  secret: 'bench-service-secret-bench-service-secret',
};

/** `client_secret_basic`. */
export const benchAuthorization = formatBasic(benchClient);

/** A client credentials request (RFC 6749, section 4.4.2). */
export function clientCredentials(tokenEndpoint: string): Target {
  return {
    url: tokenEndpoint,
    method: 'POST',
    headers: {
      authorization: benchAuthorization,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials',
    expect: { status: 200, contains: '"access_token":"' },
  };
}
