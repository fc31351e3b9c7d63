import type { Context as Request } from 'hono';
import { readCookie } from '../http/cookies.ts';
import { chooseLanguage, readAcceptLanguage } from './choose-language.ts';
import { readTheme, type Theme } from './theme.ts';
import type { ReadAppearance, View } from './view.ts';
import { inLanguage } from './words.ts';

export interface ViewContext {
  appearance: ReadAppearance;
}

export interface Asked {
  /** The id of the client that the person comes from, whose own look counts. */
  client?: string | undefined;
  /** The key of the organization that they are to act for, whose look counts before that. */
  organization?: string | undefined;
  /** The languages that the client asked for (`ui_locales`; OpenID Connect Core, section 3.1.2.1). */
  uiLocales?: readonly string[] | undefined;
  /**
   * The path that shows this page, or one that leads on from it, to a GET. Needed where a form that
   * has no page of its own was sent here. Null where there is none.
   */
  here?: string | null;
  /** Of the person who is signed in: it counts where their browser knows nothing else. */
  own?: { locale: string | null; theme: Theme | null };
}

/**
 * What the pages of this request need: in the language that the person chose with the switch on the
 * page, else the one that the application asked for, else the one that the browser prefers.
 */
export async function viewOf(
  request: Request,
  { appearance }: ViewContext,
  { client, organization, uiLocales = [], here = pathOf(request), own }: Asked = {},
): Promise<View> {
  const { branding, languages } = await appearance(client, organization);
  const chosen = readCookie(request, 'sp_language');
  const language = chooseLanguage(
    [
      ...(chosen === undefined ? [] : [chosen]),
      ...uiLocales,
      ...(own?.locale ? [own.locale] : []),
      ...readAcceptLanguage(request.req.header('accept-language') ?? ''),
    ],
    languages,
  );
  const others = [...languages.values()];
  return {
    ...language,
    branding,
    inWords: (words) => inLanguage(words, [language.tag, others[0]!.tag]),
    theme: own ? own.theme : readTheme(readCookie(request, 'sp_theme')),
    languageSwitch: here === null || others.length < 2 ? null : { languages: others, here },
  };
}

/** With its query only where it was a GET: a form's answer stands at the path of its page. */
function pathOf(request: Request): string {
  const { pathname, search } = new URL(request.req.url);
  return request.req.method === 'GET' ? pathname + search : pathname;
}
