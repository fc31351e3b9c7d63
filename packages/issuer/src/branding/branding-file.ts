import { createHash } from 'node:crypto';

/** The keys of a declaration that are files. */
export const brandingFiles = ['logo', 'logo_dark', 'favicon', 'css'] as const;

export type BrandingFileKey = (typeof brandingFiles)[number];

export interface BrandingFile {
  type: string;
  body: Buffer;
  /** Of the body; part of the URL, so that a browser may keep what it got for ever. */
  digest: string;
}

const kilobyte = 1024;
const images = ['image/svg+xml', 'image/png'];

const rules: Readonly<Record<BrandingFileKey, { types: readonly string[]; maxKilobytes: number }>> =
  {
    logo: { types: images, maxKilobytes: 64 },
    logo_dark: { types: images, maxKilobytes: 64 },
    favicon: { types: images, maxKilobytes: 32 },
    css: { types: ['text/css'], maxKilobytes: 64 },
  };

/** What a file is said to be, by its name; the content is checked too. */
export const typesBySuffix: Readonly<Record<string, string>> = {
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.css': 'text/css',
};

/** @returns null for what is no `data:` URL of ours. */
export function readBrandingFile(text: string): BrandingFile | null {
  const [, type, base64] = /^data:([a-z]+\/[a-z+]+);base64,([A-Za-z0-9+/=]*)$/.exec(text) ?? [];
  if (type === undefined || base64 === undefined) return null;
  const body = Buffer.from(base64, 'base64');
  const digest = createHash('sha256').update(body).digest('base64url').slice(0, 16);
  return { type, body, digest };
}

/** @returns what is wrong with a file, as a sentence; null where nothing is. */
export function problemOf(key: BrandingFileKey, text: string): string | null {
  const { types, maxKilobytes } = rules[key];
  const file = readBrandingFile(text);
  const wanted = types.map((type) => suffixOf(type)).join(' or ');
  if (!file || !types.includes(file.type)) return `Give a file of the type ${wanted}.`;
  if (file.body.length > maxKilobytes * kilobyte) {
    const size = Math.ceil(file.body.length / kilobyte);
    return `The file has ${size} kB. At most ${maxKilobytes} kB are sent to every visitor.`;
  }
  return isWhatItSays(file) ? null : `The file is no ${suffixOf(file.type)} file.`;
}

const suffixOf = (type: string): string =>
  Object.keys(typesBySuffix).find((suffix) => typesBySuffix[suffix] === type)!;

function isWhatItSays({ type, body }: BrandingFile): boolean {
  if (type === 'image/png') return body.subarray(0, 8).toString('latin1') === '\x89PNG\r\n\x1a\n';
  const text = body.toString('utf8');
  return type === 'text/css' ? !text.includes('\0') : /<svg[\s>]/.test(text);
}
