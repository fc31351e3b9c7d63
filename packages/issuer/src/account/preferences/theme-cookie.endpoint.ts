import type { Context as Request } from 'hono';
import { cookieOf, readCookie } from '../../http/cookies.ts';
import type { Theme } from '../../pages/theme.ts';

const year = 365 * 24 * 60 * 60;

/** Keeps the theme in the browser, for the pages that come before the next sign-in. */
export function keepTheme(request: Request, theme: Theme | null): void {
  if ((readCookie(request, 'sp_theme') ?? null) === theme) return;
  const cookie = cookieOf(request, 'sp_theme');
  if (theme === null) cookie.clear();
  else cookie.write(theme, year);
}
