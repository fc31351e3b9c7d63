import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context as Request } from 'hono';
import { assets } from './assets.ts';
import { readTheme, themed } from './theme.ts';

/**
 * `GET /assets/{name}`
 *
 * Immutable under the digest that it has here. Under another one, of a node that runs another
 * version, it is served all the same and not kept.
 */
export const serveAsset = () => async (request: Request) => {
  const asset = assets.get(request.req.param('name') ?? '');
  if (!asset) throw new OAuthError('not_found', 'This file does not exist.');
  const current = request.req.query('v') === asset.digest;
  const theme = asset.type.startsWith('text/css') ? readTheme(request.req.query('theme')) : null;
  return request.body(theme === null ? asset.body : themed(asset.body, theme), 200, {
    'Content-Type': asset.type,
    'Cache-Control': current ? 'public, max-age=31536000, immutable' : 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Resource-Policy': 'same-origin',
  });
};
