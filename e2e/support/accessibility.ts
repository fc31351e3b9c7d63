import { readFileSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

/** Minified, it is there in four fifths of the time. */
const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

interface Found extends Pick<AxeResults, 'violations'> {
  /** How many rules. */
  passed: number;
}

/** Where each element is that is well takes axe-core longer to say on a long page than all rules to check. */
const looking = `axe.run({ resultTypes: ['violations'] })
  .then(({ violations, passes }) => ({ violations, passed: passes.length }))`;

/** What axe-core finds wrong with the page as it is, a line each; empty when all is well. */
export async function findBarriers(page: Page): Promise<string[]> {
  // Evaluated by the debugger, to which a page's Content-Security-Policy does not apply.
  if ((await page.evaluate('typeof axe')) === 'undefined') await page.evaluate(axe);
  const { violations, passed } = await page.evaluate<Found>(looking);
  if (passed < 10) throw new Error(`axe-core looked at next to nothing at ${page.url()}`);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help} (${target}) ${failureSummary}`),
  );
}

const fourWays = [
  ['dark', 360],
  ['light', 1280],
  ['light', 360],
  ['dark', 1280],
] as const;

/**
 * How pages are looked at: dark on a telephone and light on a desk. Colours do not change with the width, so that the
 * other two are for pictures, and for `SAMPLES=all`.
 */
export const ways =
  process.env['SCREENSHOTS'] === '1' || process.env['SAMPLES'] === 'all'
    ? fourWays
    : fourWays.slice(0, 2);

/** Text that is cut off or sticks out: the width by which the page is wider than its window. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

const screenshots = fileURLToPath(new URL('../screenshots', import.meta.url));

/**
 * With SCREENSHOTS=1, keeps what the page looks like, for people to look at.
 *
 * @returns the file, whether or not it was written
 */
export async function takeScreenshot(page: Page, name: string): Promise<string> {
  const path = join(screenshots, `${name.replaceAll(/[:/]/g, '')}.png`);
  if (process.env['SCREENSHOTS'] !== '1') return path;
  await mkdir(screenshots, { recursive: true });
  await page.screenshot({ path, fullPage: true });
  return path;
}

/** With SCREENSHOTS=1, one picture of many, side by side. */
export async function takeSheet(page: Page, name: string, paths: string[]): Promise<void> {
  if (process.env['SCREENSHOTS'] !== '1') return;
  const images = await Promise.all(
    paths.map(async (path) => {
      const body = (await readFile(path)).toString('base64');
      return `<figure><img src="data:image/png;base64,${body}">${basename(path, '.png')}</figure>`;
    }),
  );
  // No policy of a page applies to the sheet.
  await page.goto('about:blank');
  await page.setViewportSize({ width: 1800, height: 900 });
  await page.setContent(
    `<body style="display:flex;flex-wrap:wrap;gap:12px;align-items:start;background:#bbb;font:11px sans-serif">${images.join('')}` +
      '<style>figure{margin:0;width:345px}img{width:100%;display:block}</style>',
  );
  await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
}
