import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context } from '../context.ts';
import { readProvider } from './federation.store.ts';
import type { Provider } from './provider.ts';

/**
 * A provider, read anew each time: one that was dropped is gone at once.
 *
 * @throws OAuthError `not_found`
 */
export async function findProvider(id: string, { sql }: Pick<Context, 'sql'>): Promise<Provider> {
  const provider = await readProvider(sql, id);
  if (provider) return provider;
  throw new OAuthError(
    'not_found',
    'You cannot sign in with this provider here. Go back to the application and start again.',
  );
}
