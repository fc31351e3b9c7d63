import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context as Request } from 'hono';
import { readForm } from '../http/body.ts';
import { writeCookie } from '../http/cookies.ts';
import type { ViewContext } from './view.endpoint.ts';

const year = 365 * 24 * 60 * 60;

/**
 * `POST /language`: keeps the language that the person chose on a page, and leads back to it. Nothing
 * secret depends on it, so that the form needs no `csrf` and works on pages without a cookie.
 */
export const chooseLanguageByForm =
  ({ appearance }: ViewContext) =>
  async (request: Request) => {
    const { language = '', here = '/' } = (await readForm(request)).read(['language', 'here']);
    const { languages } = await appearance();
    const chosen = languages.get(language.toLowerCase());
    if (!chosen) throw new OAuthError('invalid_request', 'There is no such language here.');
    writeCookie(request, 'sp_language', chosen.tag, year);
    return request.redirect(localPath(here, request.req.url), 303);
  };

/** Never leads to another site: a path of this one, or the first page. */
function localPath(here: string, base: string): string {
  if (!here.startsWith('/') || !URL.canParse(here, base)) return '/';
  const { origin, pathname, search } = new URL(here, base);
  // A path with two slashes in front is another host.
  return origin === new URL(base).origin && !pathname.startsWith('//') ? pathname + search : '/';
}
