import type { Context } from '../context.ts';
import type { ListedProvider } from './listed-provider.ts';
import { readListedProviders } from './providers.store.ts';

/** Every provider, in the order of the sign-in page, without anything secret. */
export const listProviders = ({ sql }: Pick<Context, 'sql'>): Promise<ListedProvider[]> =>
  readListedProviders(sql);
