import type { TokenEndpointResponse } from 'oauth4webapi';
import type { Tokens } from './kept-sign-ins.ts';

/** @param former the refresh token that was used, which stays where no other came */
export const tokensOf = (
  { access_token, expires_in = 0, refresh_token }: TokenEndpointResponse,
  former = '',
): Tokens => ({
  accessToken: access_token,
  expiresAt: Date.now() + expires_in * 1_000,
  refreshToken: refresh_token ?? former,
});
