import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { routes } from '../routes.ts';
import { type ProviderRow, readProvider } from './federation.store.ts';

/**
 * The provider that the path names, read anew each time: one that was dropped is gone at once.
 *
 * @throws OAuthError `not_found`
 */
export async function findProvider(
  request: Request,
  { sql }: Pick<Context, 'sql'>,
): Promise<ProviderRow> {
  const provider = await readProvider(sql, request.req.param('provider') ?? '');
  if (provider) return provider;
  throw new OAuthError(
    'not_found',
    'One cannot sign in with this provider here. Go back to the application and start again.',
  );
}

/** The redirect URI that is registered at the provider. */
export const callbackUrl = (
  { id }: Pick<ProviderRow, 'id'>,
  { settings }: Pick<Context, 'settings'>,
): string => settings.url + routes.federationCallback(id);
