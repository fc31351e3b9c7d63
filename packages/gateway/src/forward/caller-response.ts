import type { Permit } from '../decision/permit.ts';
import { upgradeHeaders } from '../http/web-socket.ts';
import { corsHeadersOf } from '../routes/compiled-route.ts';
import { returnedHeaders } from './response-headers.ts';

/**
 * The headers of an upstream's answer as the caller gets them.
 *
 * @param quota what is said of rate limits
 */
export function callerResponse(
  status: number,
  headers: readonly string[],
  { route, setCookies, bySession, incoming }: Permit,
  quota: readonly string[],
): string[] {
  const { requestId, origin } = incoming;
  const isOurs = route.cors !== null && route.cors !== 'upstream';
  const cors = isOurs ? corsHeadersOf(route, origin) : null;
  const returned = returnedHeaders(headers, {
    status,
    requestId,
    setCookies,
    bySession,
    cors,
    quota,
  });
  if (status === 101) returned.push(...upgradeHeaders);
  return returned;
}
