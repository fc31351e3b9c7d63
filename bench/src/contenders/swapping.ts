import { formatBasic } from '@sallyport/protocol/basic-credentials.ts';
import { gatewayClientId, type SwapRequest } from '@sallyport/protocol/internal.ts';
import type { Target } from '../contender.ts';
import { ordersApi } from './sallyport.ts';

/** Under which the bench asks as a gateway would. */
export const gatewaySecret = 'bench-gateway-secret-bench-gateway-secret-bench';

const authorization = formatBasic({ id: gatewayClientId, secret: gatewaySecret });

/** A gateway asks about one token that it has not seen: of those given, each in its turn. */
export function swapping(origin: string, tokens: readonly string[]): Target {
  return {
    url: `${origin}/internal/swap`,
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    turns: tokens.map((token) =>
      JSON.stringify({
        leased: true,
        swaps: [{ token, audience: ordersApi }],
      } satisfies SwapRequest),
    ),
    expect: { status: 200, contains: '"jwt":"' },
  };
}
