import { z } from 'zod';
import type { Session } from './session.ts';

const schema = z.object({
  access_token: z.string(),
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.number().positive(),
  refresh_token: z.string().optional(),
  id_token: z.string().optional(),
});

export type TokenResponse = z.infer<typeof schema>;

/** Null for what is not a token response of RFC 6749, section 5.1. */
export function readTokenResponse(body: unknown): TokenResponse | null {
  return schema.safeParse(body).data ?? null;
}

/** `asked` is when the request was sent, by the wall clock. A refresh token left out stays. */
export function sessionFrom(
  response: TokenResponse,
  asked: number,
  refreshToken?: string,
): Session {
  const kept = response.refresh_token ?? refreshToken;
  return {
    accessToken: response.access_token,
    expiresAt: asked + response.expires_in * 1000,
    ...(kept ? { refreshToken: kept } : {}),
  };
}
