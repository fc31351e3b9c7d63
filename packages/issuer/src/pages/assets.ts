import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { routes } from '../routes.ts';

export interface Asset {
  type: string;
  body: string;
  /** Of the body; part of the URL, so that a browser may keep what it got for ever. */
  digest: string;
}

/** The files that pages refer to, by name. They are few and small, and so kept in memory. */
export const assets: ReadonlyMap<string, Asset> = new Map([
  asset('style.css', 'text/css; charset=utf-8'),
  asset('logo.svg', 'image/svg+xml'),
]);

/** Where a page finds an asset. */
export function assetUrl(name: 'style.css' | 'logo.svg'): string {
  return `${routes.assets(name)}?v=${assets.get(name)!.digest}`;
}

function asset(name: string, type: string): [string, Asset] {
  const body = readFileSync(new URL(name, import.meta.url), 'utf8');
  const digest = createHash('sha256').update(body).digest('base64url').slice(0, 16);
  return [name, { type, body, digest }];
}
