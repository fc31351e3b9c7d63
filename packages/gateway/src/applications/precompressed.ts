import { findVariant, type StaticFile } from './find-file.ts';

interface Precompressed extends StaticFile {
  /** For `Content-Encoding`. */
  coding: string;
}

/** What build tools write beside a file, the smaller first. */
const variants = [
  { coding: 'br', suffix: '.br' },
  // RFC 8878.
  { coding: 'zstd', suffix: '.zst' },
  { coding: 'gzip', suffix: '.gz' },
];

/** The smallest form of a file that is there and that `Accept-Encoding` takes, or null. */
export async function findPrecompressed(
  file: StaticFile,
  acceptEncoding: string | undefined,
): Promise<Precompressed | null> {
  for (const { coding, suffix } of variants) {
    const found = takesCoding(acceptEncoding, coding) ? await findVariant(file, suffix) : null;
    if (found) return { ...found, coding };
  }
  return null;
}

/** RFC 9110, section 12.5.3; the weights are ours, except for 0, which refuses. */
export function takesCoding(acceptEncoding: string | undefined, coding: string): boolean {
  const weights = new Map<string, number>();
  for (const item of acceptEncoding?.toLowerCase().split(',') ?? []) {
    const [name = '', ...parameters] = item.split(';').map((part) => part.trim());
    const weight = parameters.find((parameter) => parameter.startsWith('q='));
    weights.set(name, weight === undefined ? 1 : Number(weight.slice('q='.length)));
  }
  return (weights.get(coding) ?? weights.get('*') ?? 0) > 0;
}
