import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

/** What axe-core finds wrong with the page as it is, a line each; empty when all is well. */
export async function findBarriers(page: Page): Promise<string[]> {
  // Evaluated by the debugger, to which a page's Content-Security-Policy does not apply.
  await page.evaluate(axe.source);
  const { violations, passes } = await page.evaluate<AxeResults>('axe.run()');
  if (passes.length < 10) throw new Error(`axe-core looked at next to nothing at ${page.url()}`);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help} (${target}) ${failureSummary}`),
  );
}

/** How pages are looked at: light and dark, on a telephone and on a desk. */
export const fourWays = [
  ['light', 360],
  ['dark', 360],
  ['light', 1280],
  ['dark', 1280],
] as const;

/** Text that is cut off or sticks out: the width by which the page is wider than its window. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

const screenshots = fileURLToPath(new URL('../screenshots', import.meta.url));

/** With SCREENSHOTS=1, keeps what the page looks like, for people to look at. */
export async function takeScreenshot(page: Page, name: string): Promise<void> {
  if (process.env['SCREENSHOTS'] !== '1') return;
  await mkdir(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
}
