import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { type Browser, ensureBrowser } from './browser.ts';

/** A person's browser, and where it is. */
export interface Visitor {
  browser: Browser;
  /** What is counted together; null where that is not known. */
  network: string | null;
}

/** Gives an unknown browser its cookie. */
export const visitorOf = (
  request: Request,
  context: Pick<Context, 'secrets' | 'random' | 'callers'>,
): Visitor => ({
  browser: ensureBrowser(request, context),
  network: context.callers.network(request),
});
