import type { Page } from 'playwright-core';

/** What the browser's history holds for this tab, oldest first. */
export async function visitedUrls(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  const { entries } = await session.send('Page.getNavigationHistory');
  return entries.map(({ url }) => url);
}
