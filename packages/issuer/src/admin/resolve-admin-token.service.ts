import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { SwapPrincipal } from '@sallyport/protocol/internal.ts';
import type { Context } from '../context.ts';
import { adminAudience } from '../directory/built-in.ts';
import { whyNoAdministrator } from '../directory/delegation/authorize-call.service.ts';
import { originalToken } from '../exchange/exchanged-claims.ts';
import { readSubjectToken } from '../exchange/subject-token.ts';
import { numericDate } from '../runtime/clock.ts';
import { resolveAccess, resolveOpened } from '../swap/resolve-access.service.ts';

export type AdminTokenDependencies = Pick<Context, 'keys' | 'clock' | 'settings' | 'facts'>;

/**
 * Who is asking the admin API: by an access token, or by the JWT that a gateway has swapped it for,
 * as it does for the console. Of the JWT it is only taken whose it is: what it allows is read from the
 * database, so that it is no older than with the token itself.
 *
 * @throws OAuthError
 */
export async function resolveAdminToken(
  token: string,
  context: AdminTokenDependencies,
): Promise<SwapPrincipal> {
  const audience = adminAudience(context.settings.url);
  const access = isJwt(token)
    ? await resolveOpened(await openJwt(token, audience, context), audience, context)
    : await resolveAccess(token, audience, context);
  if (!access.ok) throw new OAuthError(access.error, access.description);
  const refusal = whyNoAdministrator(access.principal);
  if (refusal) throw refusal;
  return access.principal;
}

/** Our own tokens have no dots. */
const isJwt = (token: string): boolean => token.split('.').length === 3;

async function openJwt(
  token: string,
  audience: string,
  { keys, clock, settings }: AdminTokenDependencies,
) {
  const expected = { issuer: settings.url, audiences: [audience], now: numericDate(clock.now()) };
  try {
    const { claims, isMarked } = await readSubjectToken(token, expected, keys);
    // What a person's token is confined to is not in the database, as that of a link is.
    const isConfined = claims.authorization_details !== undefined && claims.sub_kind === 'user';
    // With `act` it was made for a service that was called, and not for this API's own callers.
    if (isMarked && !isConfined && claims.act === undefined) return originalToken(claims);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
  }
  throw new OAuthError('invalid_token', 'This JWT was not made for the admin API.');
}
