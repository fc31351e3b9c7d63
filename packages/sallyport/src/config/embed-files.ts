import { readFileSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import {
  type BrandingFileKey,
  brandingFiles,
  typesBySuffix,
} from '@sallyport/issuer/branding/branding-file.ts';
import type { Issue } from '@sallyport/issuer/configuration/references.ts';
import type { Configuration } from './schema.ts';

/** Above this a file is not read at all: the limits of the issuer are far below. */
const maxBytes = 1024 * 1024;

type Branding = Partial<Record<BrandingFileKey, string | undefined>>;

/**
 * Puts the content of the files that a branding names in the place of their paths, as `data:` URLs:
 * they are kept in the database with the rest, so that all nodes have them.
 *
 * @param directory that relative paths start from
 * @returns what cannot be read
 */
export function embedFiles(
  { branding, clients }: Pick<Configuration, 'branding' | 'clients'>,
  directory: string,
): Issue[] {
  return [
    ...embed(branding, ['branding'], directory),
    ...clients.flatMap(({ branding: own }, index) =>
      own === null ? [] : embed(own, ['clients', index, 'branding'], directory),
    ),
  ];
}

/** The same for what the pages look like by itself. */
export const embedBranding = (branding: Branding, directory: string): Issue[] =>
  embed(branding, [], directory);

function embed(branding: Branding, path: Issue['path'], directory: string): Issue[] {
  return brandingFiles.flatMap((key) => {
    const given = branding[key];
    if (given === undefined || given.startsWith('data:')) return [];
    const type = typesBySuffix[extname(given).toLowerCase()] ?? 'application/octet-stream';
    try {
      const body = readFileSync(resolve(directory, given));
      if (body.length > maxBytes) {
        return [{ path: [...path, key], message: `${given} is larger than 1 MB.` }];
      }
      branding[key] = `data:${type};base64,${body.toString('base64')}`;
      return [];
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return [
        {
          path: [...path, key],
          message: `${given} cannot be read: ${reasons[code ?? ''] ?? code}.`,
        },
      ];
    }
  });
}

const reasons: Record<string, string> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
};
