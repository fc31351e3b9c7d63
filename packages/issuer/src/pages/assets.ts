import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { routes } from '../routes.ts';

export interface Asset {
  type: string;
  body: string;
  /** Of the body; part of the URL, so that a browser may keep what it got for ever. */
  digest: string;
}

const types = {
  'style.css': 'text/css; charset=utf-8',
  'account.css': 'text/css; charset=utf-8',
  'logo.svg': 'image/svg+xml',
  'captcha.js': 'text/javascript; charset=utf-8',
  'follow.js': 'text/javascript; charset=utf-8',
  'passkey.js': 'text/javascript; charset=utf-8',
  'password.js': 'text/javascript; charset=utf-8',
  'print.js': 'text/javascript; charset=utf-8',
  'send-form.js': 'text/javascript; charset=utf-8',
  'work.js': 'text/javascript; charset=utf-8',
} as const;

/** The files that pages refer to. */
export type AssetName = keyof typeof types;

/** By name. They are few and small, and so kept in memory. */
export const assets: ReadonlyMap<string, Asset> = new Map(
  Object.entries(types).map(([name, type]) => [name, readAsset(name, type)]),
);

const urls = new Map(
  [...assets].map(([name, { digest }]) => [name, `${routes.assets(name)}?v=${digest}`]),
);

/** Where a page finds an asset. */
export const assetUrl = (name: AssetName): string => urls.get(name)!;

function readAsset(name: string, type: string): Asset {
  const body = withoutComments(readFileSync(new URL(name, import.meta.url), 'utf8'));
  const digest = createHash('sha256').update(body).digest('base64url').slice(0, 16);
  return { type, body, digest };
}

/** Comments and indentation are for readers of the sources. */
function withoutComments(source: string): string {
  const code = source.replace(/^\s*\/\*[\s\S]*?\*\/\s*$/gm, '').replace(/^\s*\/\/.*$/gm, '');
  return code.replace(/^\s+/gm, '');
}
