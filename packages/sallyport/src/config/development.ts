import { isLoopback } from '@sallyport/protocol/redirect-uri.ts';
import type { Environment } from './environment.ts';
import type { Configuration } from './schema.ts';

/**
 * Whether this is a developer's own machine: people reach the issuer from this machine alone, and
 * NODE_ENV does not say otherwise. Only then there is anything below `/dev/`.
 */
export const isDevelopment = (
  { url }: Pick<Configuration['issuer'], 'url'>,
  env: Environment,
): boolean => isLoopback(new URL(url)) && env['NODE_ENV'] !== 'production';
