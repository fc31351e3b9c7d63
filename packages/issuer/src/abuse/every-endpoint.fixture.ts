import type { Context } from '../context.ts';
import { createPublicServer } from '../server.ts';

export interface Endpoint {
  method: string;
  /** As it is mounted: `/sign-in/:interaction`. */
  path: string;
}

/** Every endpoint of the public listener, as the server has it: a new one is here by itself. */
export function everyEndpoint(context: Context): Endpoint[] {
  const mounted = createPublicServer(context).routes.filter(
    ({ method, path }) => method !== 'ALL' && method !== 'OPTIONS' && !path.includes('*'),
  );
  const unique = new Map(
    mounted.map(({ method, path }) => [`${method} ${path}`, { method, path }]),
  );
  return [...unique.values()];
}

/** The path in one sign-in. */
export const pathIn = ({ path }: Endpoint, interaction: string): string =>
  path.replace(':interaction', interaction).replace(/:\w+/g, 'acme');
