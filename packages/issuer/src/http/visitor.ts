import type { Context as Request } from 'hono';
import { type Browser, type BrowserDependencies, ensureBrowser } from './browser.ts';
import type { Callers } from './callers.ts';
import { userAgentOf } from './know-source.ts';

/** A person's browser, and where it is. */
export interface Visitor {
  browser: Browser;
  /** What is counted together; null where that is not known. */
  network: string;
  address: string;
  /** As the browser calls itself, cut to 512 characters. */
  userAgent: string | null;
}

/** Gives an unknown browser its cookie. */
export const visitorOf = (
  request: Request,
  context: BrowserDependencies & { callers: Callers },
): Visitor => ({
  browser: ensureBrowser(request, context),
  network: context.callers.network(request),
  address: context.callers.address(request),
  userAgent: userAgentOf(request),
});
