import type { Route } from '@sallyport/protocol/route.ts';
import { sha256 } from '../runtime/sha256.ts';

/** A route as administrators see it. */
export interface KeptRoute {
  id: string;
  /** Whether it is the file's. */
  declared: boolean;
  definition: Route;
}

/** Those of the file have no name there. */
export const prefixOfDeclared = 'file-';

/** It stays the same as long as the file has a route for the same requests, wherever it stands there. */
export const idOfDeclared = ({ host = '', path, methods = [] }: Route): string =>
  prefixOfDeclared +
  sha256(JSON.stringify([host, path, methods.toSorted()]))
    .toString('hex')
    .slice(0, 12);
