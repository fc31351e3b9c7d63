import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { MiddlewareHandler, Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { readForm } from '../http/body.ts';
import { presentedId, wrongSecret } from './authenticate-client.ts';
import { tooManyWrongSecrets } from './wrong-secrets.ts';

/**
 * Slows down who guesses at the secret of a client: after some that were wrong, nothing that comes
 * from the same network for this client is looked at for a while. From elsewhere the client goes
 * on as if nothing had happened, so that no stranger can lock it out.
 */
export const limitWrongSecrets =
  ({ rates, callers }: Pick<Context, 'rates' | 'callers'>): MiddlewareHandler =>
  async (request, next) => {
    const network = callers.network(request);
    const client = await clientOf(request);
    if (client === undefined) return next();
    const key = `${network} ${client}`;
    const retryAfter = rates.wrongSecrets.retryAfter(key);
    if (retryAfter !== null) throw tooManyWrongSecrets(retryAfter);
    await next();
    const { error } = request;
    if (error instanceof OAuthError && error.detail === wrongSecret) rates.wrongSecrets.count(key);
  };

/** The client whose secret the endpoint is going to look at, as the endpoint itself reads it. */
async function clientOf(request: Request): Promise<string | undefined> {
  const authorization = request.req.header('authorization');
  if (authorization !== undefined) return presentedId(authorization, { client_id: undefined });
  // What is no form, or a wrong one, is refused by the endpoint before it looks at a secret.
  const form = await readForm(request).catch(() => null);
  return form?.read(['client_id']).client_id;
}
