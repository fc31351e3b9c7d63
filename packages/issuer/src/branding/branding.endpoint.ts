import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context as Request } from 'hono';
import { readTheme, themed } from '../pages/theme.ts';
import type { ReadBranding } from './appearance.service.ts';

/**
 * `GET /branding/{name}?of={client}&in={organization}&v={digest}&theme={theme}`
 *
 * Immutable under the digest that it has here. Under another one, of a node that knows an older or a
 * newer configuration, it is served all the same and not kept. A picture that is opened by itself is
 * in a sandbox: an SVG is a document, and may hold scripts.
 */
export const serveBranding =
  ({ branding }: { branding: ReadBranding }) =>
  async (request: Request) => {
    const { files } = await branding(request.req.query('of') ?? '', request.req.query('in') ?? '');
    const file = files.get(request.req.param('name') ?? '');
    if (!file) throw new OAuthError('not_found', 'This file does not exist.');
    const current = request.req.query('v') === file.digest;
    const isSheet = file.type === 'text/css';
    const charset = isSheet ? '; charset=utf-8' : '';
    const theme = isSheet ? readTheme(request.req.query('theme')) : null;
    const body =
      theme === null ? new Uint8Array(file.body) : themed(Buffer.from(file.body).toString(), theme);
    return request.body(body, 200, {
      'Content-Type': file.type + charset,
      'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      'Cache-Control': current ? 'public, max-age=31536000, immutable' : 'no-store',
      'X-Content-Type-Options': 'nosniff',
      // Mails that are read in a browser show the logo.
      'Cross-Origin-Resource-Policy': isSheet ? 'same-origin' : 'cross-origin',
    });
  };
