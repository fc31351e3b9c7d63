import type { Target } from '../contender.ts';
import { benchAuthorization } from './client-credentials.ts';
import { ordersApi, shopOrigin } from './sallyport.ts';

/** An API server asks for an action link. */
export function linkRequest(origin: string): Target {
  const link = { url: `${shopOrigin}/landing.html`, api: ordersApi, permissions: ['orders:read'] };
  return {
    url: `${origin}/links`,
    method: 'POST',
    headers: { authorization: benchAuthorization, 'content-type': 'application/json' },
    body: JSON.stringify(link),
    expect: { status: 201, contains: '#action_token=' },
  };
}

/** The page behind a link redeems what is in it. */
export function redemption(endpoint: string, tokens: readonly string[]): Target {
  return {
    url: endpoint,
    method: 'POST',
    headers: { origin: shopOrigin, 'content-type': 'application/json' },
    bodies: tokens.map((token) => JSON.stringify({ action_token: token })),
    expect: { status: 200, contains: '"access_token":"' },
  };
}
