import { isAcr, reaches } from '@sallyport/protocol/acr.ts';
import type { SwapPrincipal } from '@sallyport/protocol/internal.ts';
import { challenge } from '../authenticate/challenge.ts';
import { type Refusal, refusal } from '../http/refusal.ts';
import type { CompiledRoute } from '../routes/compiled-route.ts';
import type { Clock } from '../settings.ts';

/**
 * Whether the person behind a request signed in strongly and lately enough for a route (RFC 9470):
 * null, or the challenge that tells a client what to ask for at the authorization endpoint. A client
 * that acts for itself, and a link, have no person who could have signed in.
 */
export function judgeUserAuthentication(
  { acr, auth_time }: SwapPrincipal,
  route: Pick<CompiledRoute, 'acr' | 'maxAge'>,
  clock: Pick<Clock, 'wall'>,
): Refusal | null {
  const accepted = route.acr ?? [];
  if (accepted.length > 0 && !accepted.some((value) => satisfies(acr, value))) {
    return insufficient('This needs another way of signing in.', route);
  }
  if (route.maxAge === null) return null;
  const age = auth_time === undefined ? Number.POSITIVE_INFINITY : clock.wall() / 1_000 - auth_time;
  return age > route.maxAge ? insufficient('This needs a more recent sign-in.', route) : null;
}

/** A level of the issuer includes those before it; anything else has to be the same. */
const satisfies = (acr: string | undefined, accepted: string): boolean =>
  acr !== undefined &&
  (acr === accepted || (isAcr(acr) && isAcr(accepted) && reaches(acr, accepted)));

/** Both requirements are told, whichever was not met: one sign-in should do. */
function insufficient(
  description: string,
  { acr, maxAge }: Pick<CompiledRoute, 'acr' | 'maxAge'>,
): Refusal {
  const error = 'insufficient_user_authentication';
  const hints = { acr_values: acr ?? [], max_age: maxAge ?? undefined };
  return refusal(error, description, challenge(error, description, hints));
}
