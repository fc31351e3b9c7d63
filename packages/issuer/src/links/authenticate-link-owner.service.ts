import { OAuthError } from '@sallyport/protocol/errors.ts';
import { authenticateClient } from '../clients/authenticate-client.ts';
import { type Client, isPublic } from '../clients/client.ts';
import type { Context } from '../context.ts';
import { readBearer } from '../http/bearer.ts';
import { resolveLiving } from '../swap/resolve-access.service.ts';

const scope = 'links:create';

/** The API server that makes or manages links: by its secret, or by a token of its own. */
export async function authenticateLinkOwner(
  authorization: string | undefined,
  context: Context,
): Promise<Client> {
  const bearer = readBearer(authorization);
  const client = bearer
    ? await clientOfToken(bearer, context)
    : await authenticateClient(
        authorization,
        { client_id: undefined, client_secret: undefined },
        context,
      );
  if (isPublic(client) || !client.scopes.includes(scope)) {
    throw new OAuthError(
      'insufficient_scope',
      `This client may not make links: it needs ${scope}.`,
    );
  }
  return client;
}

async function clientOfToken(token: string, context: Context): Promise<Client> {
  const access = await resolveLiving(token, context);
  if (!access.ok) throw new OAuthError(access.error, access.description);
  const client = await context.clients(access.principal.client_id);
  if (!client || access.principal.kind !== 'client' || !access.principal.scope.includes(scope)) {
    throw new OAuthError(
      'insufficient_scope',
      `This needs an access token by client_credentials with the scope ${scope}.`,
    );
  }
  return client;
}
