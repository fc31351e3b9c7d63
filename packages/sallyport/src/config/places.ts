import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Issue } from '@sallyport/issuer/configuration/references.ts';
import {
  maxPlacesBytes,
  nowhere,
  type Places,
  readPlaces,
} from '@sallyport/issuer/devices/places.ts';
import type { Configuration } from './schema.ts';

/**
 * Where addresses are, by the file that the configuration names.
 *
 * @param directory that relative paths start from
 */
export function openPlaces(
  { issuer }: Pick<Configuration, 'issuer'>,
  directory: string,
): { places: Places; issues: Issue[] } {
  if (issuer.places === undefined) return { places: nowhere, issues: [] };
  try {
    return { places: readPlaces(read(resolve(directory, issuer.places))), issues: [] };
  } catch (error) {
    const { message } = error as Error;
    const issue = { path: ['issuer', 'places'], message: `${issuer.places}: ${message}` };
    return { places: nowhere, issues: [issue] };
  }
}

function read(path: string): Buffer {
  try {
    if (statSync(path).size <= maxPlacesBytes) return readFileSync(path);
  } catch (error) {
    throw new Error(`It cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
  throw new Error(`It has more than ${maxPlacesBytes / 1024 / 1024} MB.`);
}
