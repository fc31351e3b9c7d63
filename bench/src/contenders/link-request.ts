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
