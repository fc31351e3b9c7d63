import type { Context as Request } from 'hono';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { endGrantWithSession } from '../grants/end-grant.service.ts';
import { readJson } from '../http/body.ts';

const schema = z.object({
  client_id: z.string(),
  access_token: z.string(),
  refresh_token: z.string().optional(),
});

/** `POST /internal/sign-out` */
export const signOut = (context: Context) => async (request: Request) => {
  const { client_id, access_token, refresh_token } = await readJson(request, schema);
  const tokens = { accessToken: access_token, refreshToken: refresh_token };
  await endGrantWithSession(client_id, tokens, context);
  return request.body(null, 204);
};
